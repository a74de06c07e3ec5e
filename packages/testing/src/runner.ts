// What a contract suite needs of a test runner: vitest, jest and node:test all have it.

export interface Runner {
  readonly test: (name: string, run: () => void | Promise<void>) => unknown;
  /** Groups the tests, where the runner can. */
  readonly describe?: (name: string, body: () => void) => unknown;
}

/** `describe`, or the body at once where the runner cannot group. */
export function group({ describe }: Runner, name: string, body: () => void): void {
  if (describe === undefined) body();
  else describe(name, body);
}
