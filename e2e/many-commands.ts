// The built command for tests of many small failures: the same code as `retort`, started once for a whole file.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Ended, plainEnvironment, repository } from './retort-command.ts';

export type ManyCommands = (args: readonly string[], options?: { readonly cwd?: string }) => Promise<Ended>;

/** One at a time. What ends the process itself fails the test that asked for it. */
export function manyCommands(): ManyCommands {
  let child: ChildProcess;
  beforeAll(() => {
    child = fork(join(import.meta.dirname, 'child/many-commands.mjs'), { env: plainEnvironment(), execArgv: [] });
  });
  afterAll(() => void child.kill());
  return (args, { cwd = repository } = {}) =>
    new Promise((resolve, reject) => {
      const died = (code: number | null): void => reject(new Error(`the process ended with ${code} during ${args.join(' ')}`));
      child.once('exit', died);
      child.once('message', (ended) => {
        child.off('exit', died);
        resolve(ended as Ended);
      });
      child.send({ args, cwd });
    });
}
