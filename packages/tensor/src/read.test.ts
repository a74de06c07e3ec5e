// Reading and making variables.
import { expect, test } from 'vitest';
import { liveCount } from './live-count.ts';
import { readAll } from './read.ts';
import { greater, scalar, tensor1d } from './tf.ts';
import { createVariable } from './variable.ts';

test('readAll gives every tensor by name, as the caller owns it', async () => {
  const a = tensor1d([1, 2]);
  const b = tensor1d([7, 8], 'int32');
  const c = greater(a, 1);
  const read = await readAll({ a, 'b/c': b, ['__proto__']: c });
  expect(read.a).toEqual(Float32Array.of(1, 2));
  expect(read['b/c']).toEqual(Float32Array.of(7, 8));
  expect(Object.keys(read)).toEqual(['a', 'b/c', '__proto__']);
  read.a?.fill(9);
  expect([...(await a.data())]).toEqual([1, 2]);
  for (const one of [a, b, c]) one.dispose();
  expect(await readAll({})).toEqual({});
});

test('createVariable takes the values over, without a copy', async () => {
  const before = liveCount();
  const values = tensor1d([1, 2]);
  const { dataId } = values;
  const variable = createVariable(values, false);
  expect(values.isDisposed).toBe(true);
  expect(variable.dataId).toBe(dataId);
  expect(variable.trainable).toBe(false);
  expect(liveCount()).toEqual({ tensors: before.tensors + 1, buffers: before.buffers + 1 });
  expect([...(await variable.data())]).toEqual([1, 2]);
  variable.dispose();
  expect(liveCount()).toEqual(before);
});

test('variables need no names: any number may exist', () => {
  const [a, b] = [createVariable(scalar(1)), createVariable(scalar(1))];
  expect(a.name).not.toBe(b.name);
  expect(a.trainable).toBe(true);
  a.dispose();
  b.dispose();
});
