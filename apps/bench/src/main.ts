// Entry of the command: parses, measures, turns errors into a message and an exit code.
import { RetortError } from '@retort/kernel';
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

try {
  await createProgram(async (options) => (await import('./run-bench.ts')).runBench(options)).parseAsync(process.argv);
} catch (error) {
  // Commander has already printed its own message.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    process.stderr.write(`${RetortError.is(error) ? error.message : ((error as Error).stack ?? String(error))}\n`);
    process.exitCode = 1;
  }
}
