// Scopes free what was made, also on a throw, and refuse promises.
import { expect, test } from 'vitest';
import { liveCount } from './live-count.ts';
import { scope } from './scope.ts';
import { add, keep, scalar, tensor1d } from './tf.ts';
import { createVariable } from './variable.ts';

test('frees what is not returned, however deep the result', () => {
  const before = liveCount();
  const { kept } = scope(() => {
    const a = tensor1d([1, 2]);
    return { kept: [add(a, a)] as const };
  });
  expect([...kept[0].dataSync()]).toEqual([2, 4]);
  expect(liveCount().tensors).toBe(before.tensors + 1);
  kept[0].dispose();
  expect(liveCount()).toEqual(before);
});

test('frees on a throw, and passes the error on', () => {
  const before = liveCount();
  const failure = new Error('midway');
  expect(() =>
    scope(() => {
      scalar(1);
      throw failure;
    }),
  ).toThrow(failure);
  expect(liveCount()).toEqual(before);
});

test('passes plain values and leaves kept tensors and variables alone', () => {
  const before = liveCount();
  const made: { dispose(): void }[] = [];
  const answer = scope(() => {
    made.push(keep(scalar(1)), createVariable(scalar(2)));
    return 'plain';
  });
  expect(answer).toBe('plain');
  expect(liveCount().tensors).toBe(before.tensors + 2);
  for (const one of made) one.dispose();
  expect(liveCount()).toEqual(before);
});

test('refuses an async function, and any thenable, with its tensors freed', () => {
  const before = liveCount();
  const asynchronous = async () => scalar(1);
  expect(() => scope(asynchronous)).toThrow(/KD_E_TENSOR_SCOPE_ASYNC/);
  expect(() => scope(() => Promise.reject(new Error('later')))).toThrow(/KD_E_TENSOR_SCOPE_ASYNC/);
  // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
  expect(() => scope(() => ({ then: () => scalar(1) }))).toThrow(/KD_E_TENSOR_SCOPE_ASYNC/);
  expect(liveCount()).toEqual(before);
});
