// The built command many times in one process, each parsed, run and reported as main.js does it.
import { createProgram } from '../../apps/cli/dist/program.js';
import { reportFailure } from '../../apps/cli/dist/report-failure.js';

process.on('message', async ({ args, cwd }) => {
  const text = { stdout: '', stderr: '' };
  const { stdout, stderr } = process;
  const writes = { stdout: stdout.write, stderr: stderr.write };
  const keep = (name) => (chunk) => {
    text[name] += chunk;
    return true;
  };
  process.chdir(cwd);
  process.exitCode = 0;
  stdout.write = keep('stdout');
  stderr.write = keep('stderr');
  const begun = performance.now();
  try {
    await createProgram().parseAsync(['node', 'retort', ...args]);
  } catch (error) {
    process.exitCode = reportFailure(error, args.includes('--json'));
  } finally {
    stdout.write = writes.stdout;
    stderr.write = writes.stderr;
  }
  process.send({ code: process.exitCode, signal: null, ...text, ms: performance.now() - begun });
});
