// Entry of the command: parses, runs one command, turns errors into a message and an exit code. Each command loads what it
// needs when it runs, so help does not load TensorFlow.js.
import { createProgram } from './program.ts';
import { reportFailure } from './report-failure.ts';

/** 128 + SIGPIPE, as a shell reports it. */
const PIPE_CLOSED = 141;

// A reader that goes away, as in `retort list | head -1`, ends the command. Every save is atomic, so nothing is damaged.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? PIPE_CLOSED : reportFailure(error, process.argv.includes('--json')));
});

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = reportFailure(error, process.argv.includes('--json'));
}
