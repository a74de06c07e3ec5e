// Lets a training loop run so many steps at a time and says how long they took. It stands where the loop asks for its next batch: the loop
// itself is the real one.
import type { BatchLoader } from '@retort/data';

export interface Pacer {
  /** Holds every request for a batch until its step is granted. */
  readonly loader: BatchLoader;
  /** Grants so many steps. Wall time in milliseconds, from the grant until the loop asks for the step after. One turn at a time. */
  turn(steps: number): Promise<number>;
  /** Lets the loop go on to its end. */
  release(): void;
}

/** @param loader - the one that makes the batches */
export function paced(loader: BatchLoader): Pacer {
  let granted = 0;
  let started = 0;
  let done: ((ms: number) => void) | undefined;
  let go: (() => void) | undefined;

  async function wait(): Promise<void> {
    done?.(performance.now() - started);
    done = undefined;
    await new Promise<void>((resolve) => {
      go = resolve;
    });
    go = undefined;
  }

  const grant = (steps: number): void => {
    granted = steps;
    started = performance.now();
    go?.();
  };

  return {
    loader: {
      stepsPerEpoch: loader.stepsPerEpoch,
      rows: loader.rows,
      samples: loader.samples,
      dispose: () => loader.dispose(),
      epoch(epoch, fromStep = 0) {
        let left = loader.stepsPerEpoch - fromStep;
        const batches = loader.epoch(epoch, fromStep)[Symbol.asyncIterator]();
        return {
          [Symbol.asyncIterator]: () => ({
            async next() {
              // The last request of an epoch brings no batch.
              if (left > 0) {
                if (granted === 0) await wait();
                granted -= 1;
              }
              left -= 1;
              return batches.next();
            },
            return: async () => (await batches.return?.()) ?? { done: true, value: undefined },
          }),
        };
      },
    },
    turn: (steps) =>
      new Promise((resolve) => {
        done = resolve;
        grant(steps);
      }),
    release: () => grant(Number.POSITIVE_INFINITY),
  };
}
