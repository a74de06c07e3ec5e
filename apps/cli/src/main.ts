// Entry of the command: parses, runs one command, turns errors into a message and an exit code. Each command loads what it
// needs when it runs, so help does not load TensorFlow.js.
import { createProgram } from './program.ts';
import { reportFailure } from './report-failure.ts';

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = reportFailure(error, process.argv.includes('--json'));
}
