// The iterator: order, one step ahead, leaving early, errors.
import { describe, expect, it } from 'vitest';
import { prefetch } from './prefetch.ts';

const later = (ms = 5) => new Promise((resolve) => setTimeout(resolve, ms));
const identity = (value: number) => value;

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('prefetch', () => {
  it.each([0, 5])('yields every step once, in order, to a reader that takes %i ms', async (ms) => {
    const made: number[] = [];
    const seen: number[] = [];
    const steps = prefetch(
      2,
      7,
      (step) => {
        made.push(step);
        return step;
      },
      identity,
    );
    for await (const step of steps) {
      seen.push(step);
      if (ms > 0) await later(ms);
    }
    expect(seen).toEqual([2, 3, 4, 5, 6]);
    expect(made).toEqual([2, 3, 4, 5, 6]);
  });

  it('makes each step once for a reader that is now slow, now fast', async () => {
    const made: number[] = [];
    const steps = prefetch(
      0,
      6,
      (step) => {
        made.push(step);
        return step;
      },
      identity,
    );
    const seen: number[] = [];
    for (const ms of [0, 10, 0, 0, 10, 0]) {
      seen.push((await steps.next()).value);
      if (ms > 0) await later(ms);
    }
    expect((await steps.next()).done).toBe(true);
    await later(20);
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
    expect(made).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('makes one step ahead while the reader waits, and not two', async () => {
    const made: number[] = [];
    const steps = prefetch(
      0,
      10,
      (step) => {
        made.push(step);
        return step;
      },
      identity,
    );
    expect(made).toEqual([]);
    await steps.next();
    expect(made).toEqual([0]);
    await later(20);
    expect(made).toEqual([0, 1]);
    expect(await steps.next()).toEqual({ done: false, value: 1 });
    expect(made).toEqual([0, 1]);
    await steps.return?.();
  });

  it('hands nothing out ahead: what is made ahead is only data', async () => {
    const handed: number[] = [];
    const steps = prefetch(0, 3, identity, (step) => {
      handed.push(step);
      return step;
    });
    await steps.next();
    await later(20);
    expect(handed).toEqual([0]);
    await steps.return?.();
  });

  it('keeps the order for a reader that does not wait for the answer', async () => {
    const steps = prefetch(0, 4, identity, identity);
    const results = await Promise.all([steps.next(), steps.next(), steps.next(), steps.next(), steps.next()]);
    expect(results.map(({ value }) => value)).toEqual([0, 1, 2, 3, undefined]);
    expect(results[4]!.done).toBe(true);
  });

  it('makes nothing more once the reader has left', async () => {
    const made: number[] = [];
    for await (const _ of prefetch(
      0,
      5,
      (step) => {
        made.push(step);
        return step;
      },
      identity,
    ))
      break;
    await later(20);
    expect(made).toEqual([0]);
  });

  it('is empty from the end on', async () => {
    expect(await collect(prefetch(3, 3, identity, identity))).toEqual([]);
  });

  it.each([0, 5])('throws at the step that failed, after %i ms, and then is over', async (ms) => {
    const steps = prefetch(
      0,
      5,
      (step) => {
        if (step === 2) throw new Error(`step ${step}`);
        return step;
      },
      identity,
    );
    await steps.next();
    await later(ms);
    expect((await steps.next()).value).toBe(1);
    await later(ms);
    await expect(steps.next()).rejects.toThrow('step 2');
    expect((await steps.next()).done).toBe(true);
  });

  it('throws what handing out throws, and then is over', async () => {
    const steps = prefetch(0, 5, identity, () => {
      throw new Error('no memory');
    });
    await expect(steps.next()).rejects.toThrow('no memory');
    expect((await steps.next()).done).toBe(true);
  });
});
