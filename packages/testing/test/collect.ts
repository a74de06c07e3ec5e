// Collects the tests of a suite instead of running them, so that a test can ask which of them fail.
import type { Runner } from '../src/runner.ts';

/** Runs a suite and returns the names of the tests that failed, with their messages. */
export async function failures(register: (runner: Runner) => void): Promise<ReadonlyMap<string, string>> {
  const tests = new Map<string, () => void | Promise<void>>();
  register({ test: (name, run) => void tests.set(name, run) });
  if (tests.size === 0) throw new Error('the suite registered no test');
  const failed = new Map<string, string>();
  for (const [name, run] of tests) {
    try {
      await run();
    } catch (error) {
      failed.set(name, error instanceof Error ? error.message : String(error));
    }
  }
  return failed;
}
