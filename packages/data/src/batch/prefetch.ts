// Steps as an async iterator that makes one step ahead on the host while its reader is busy elsewhere. Nothing is made ahead
// but plain arrays, so that a reader who stops leaves nothing behind.

type Ahead<H> = { readonly made: H } | { readonly error: unknown };

/**
 * Yields `hand(make(step))` for every step from `from` until `to`, in order, each once. `make` must be a function of the step
 * alone: it runs in a timer after the step before was handed out, or, where the reader is back sooner, when asked. An error of
 * either ends the iteration and reaches the reader at the step it belongs to.
 */
export function prefetch<H, T>(from: number, to: number, make: (step: number) => H, hand: (made: H) => T): AsyncIterableIterator<T> {
  let step = from;
  let ahead: Ahead<H> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const attempt = (at: number): Ahead<H> => {
    try {
      return { made: make(at) };
    } catch (error) {
      return { error };
    }
  };
  const end = (): void => {
    clearTimeout(timer);
    ahead = undefined;
    step = to;
  };

  return {
    async next() {
      clearTimeout(timer);
      if (step >= to) return { done: true, value: undefined };
      const current = ahead ?? attempt(step);
      ahead = undefined;
      try {
        if ('error' in current) throw current.error;
        const value = hand(current.made);
        step += 1;
        if (step < to) {
          timer = setTimeout(() => {
            ahead = attempt(step);
          });
        }
        return { done: false, value };
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      end();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
