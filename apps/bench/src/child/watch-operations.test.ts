// What is watched is counted once, however deep, and everything is put back.
import { add, engine, readAll, relu, setBackend, tensor1d } from '@retort/tensor';
import { afterEach, expect, test, vi } from 'vitest';
import { watchOperations } from './watch-operations.ts';

afterEach(() => void vi.restoreAllMocks());

/** A clock that goes one millisecond further whenever it is read: an outermost call takes one. */
function countingClock(): void {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now++);
}

test('a write, two operations, a read and three releases are seven outermost calls, after those before the beginning', async () => {
  await setBackend('cpu');
  countingClock();
  const { result, insideMs } = await watchOperations(async (begin) => {
    tensor1d([1]).dispose();
    begin();
    const x = tensor1d([-1, 2]);
    const y = relu(x);
    const z = add(y, y);
    const { z: values } = await readAll({ z });
    for (const tensor of [x, y, z]) tensor.dispose();
    return [...values!];
  });
  expect(result).toEqual([0, 4]);
  expect(insideMs).toBe(7);
});

test('methods are as before, also after a failure', async () => {
  await setBackend('cpu');
  const before = [engine().runKernel, engine().backend.write];
  const own = Object.hasOwn(engine(), 'runKernel');
  await expect(watchOperations(() => Promise.reject(new Error('work')))).rejects.toThrow('work');
  expect([engine().runKernel, engine().backend.write]).toEqual(before);
  expect(Object.hasOwn(engine(), 'runKernel')).toBe(own);
});
