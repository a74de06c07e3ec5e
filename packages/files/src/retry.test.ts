// retry: as many attempts as waits, plus one; only for what may pass.
import { expect, it } from 'vitest';
import { retry } from './retry.ts';

const failing = (times: number) => {
  let calls = 0;
  return {
    calls: () => calls,
    work: async () => {
      calls += 1;
      if (calls <= times) throw new Error(`failure ${calls}`);
      return calls;
    },
  };
};

it('repeats what may pass, and gives up with the last error', async () => {
  const twice = failing(2);
  expect(await retry(twice.work, () => true, [0, 0, 0])).toBe(3);
  const always = failing(9);
  await expect(retry(always.work, () => true, [0, 0, 0])).rejects.toThrow('failure 4');
  expect(always.calls()).toBe(4);
});

it('does not repeat what will not pass', async () => {
  const once = failing(1);
  await expect(retry(once.work, () => false, [0, 0])).rejects.toThrow('failure 1');
  expect(once.calls()).toBe(1);
});
