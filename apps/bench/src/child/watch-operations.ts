// How much of a stretch of time is inside tensor operations: what a backend does, and moving values to and from it. The rest is the framework's.
import { engine } from '@retort/tensor';

/** Methods of the engine, and of its backend, that compute, move or free values. A native backend has more of them than others. */
const OF_ENGINE = ['runKernel'];
const OF_BACKEND = ['write', 'read', 'readSync', 'move', 'disposeData', 'executeSingleOutput', 'executeMultipleOutputs', 'runSavedModel'];

type Methods = Record<string, unknown>;

export interface Watched<T> {
  readonly result: T;
  /** Milliseconds inside the outermost of these calls. */
  readonly insideMs: number;
}

/** Watches the current engine while `work` lasts, and counts from the moment that it calls `begin`. A call within a call is not counted again. */
export async function watchOperations<T>(work: (begin: () => void) => Promise<T>): Promise<Watched<T>> {
  let inside = 0;
  let depth = 0;
  const restore: (() => void)[] = [];

  const watch = (target: object, name: string): void => {
    const methods = target as Methods;
    const original = methods[name];
    if (typeof original !== 'function') return;
    // What is put on the object stands in front of the method of its class.
    const own = Object.hasOwn(methods, name);
    restore.push(() => {
      if (own) methods[name] = original;
      else delete methods[name];
    });
    methods[name] = (...args: readonly unknown[]): unknown => {
      if (depth > 0) return original.apply(target, args);
      const started = performance.now();
      depth += 1;
      try {
        return original.apply(target, args);
      } finally {
        depth -= 1;
        inside += performance.now() - started;
      }
    };
  };

  for (const name of OF_ENGINE) watch(engine(), name);
  for (const name of OF_BACKEND) watch(engine().backend, name);
  try {
    const result = await work(() => {
      inside = 0;
    });
    return { result, insideMs: inside };
  } finally {
    for (const back of restore) back();
  }
}
