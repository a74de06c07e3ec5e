// The operation: the documented words, the same on every backend, stateless, off the tape, without a leak.
import type { Scalar, Tensor, Tensor1D } from '@retort/kernel';
import { expect, test } from 'vitest';
import { backends, use } from '../../test/engines.ts';
import { detach } from '../detach.ts';
import { gradients } from '../gradients.ts';
import { liveCount } from '../live-count.ts';
import { scope } from '../scope.ts';
import { add, cast, greater, mul, sum, tensor1d } from '../tf.ts';
import { createVariable } from '../variable.ts';
import { philox } from './philox.ts';
import { randomStream } from './random-stream.ts';
import { seedTensor, uniform } from './uniform.ts';

const stream = randomStream(7, 'dropout');
const engines = await backends();

async function draw(make: () => Tensor): Promise<number[]> {
  const before = liveCount();
  const made = make();
  const values = [...(await made.data())];
  made.dispose();
  expect(liveCount()).toEqual(before);
  return values;
}

test.each(engines)('on %s: the words of the documented counter, 23 bits each', async (backend) => {
  await use(backend);
  const seed = seedTensor(stream, 3);
  const [key0, key1] = [stream.at(3).bits(0), stream.at(3).bits(1)];
  expect([...(await seed.data())]).toEqual([key0 | 0, key1 | 0]);
  const words = new Uint32Array(30);
  philox(words, { block: 0, c1: 0, c2: 5, c3: 0 }, key0, key1);
  const values = await draw(() => uniform([2, 3, 5], seed, 5));
  expect(values).toEqual(Array.from(words, (word) => (word & 0x7fffff) / 2 ** 23));
  seed.dispose();
});

test.each(engines)('on %s: a seed that was computed gives the same as one that was made', async (backend) => {
  await use(backend);
  const seed = seedTensor(stream, 4);
  const [detached, copied] = [detach(seed), add(seed, tensor1d([0, 0], 'int32')) as Tensor1D];
  const wanted = await draw(() => uniform([8], seed, 0));
  expect(await draw(() => uniform([8], detached, 0))).toEqual(wanted);
  expect(await draw(() => uniform([8], copied, 0))).toEqual(wanted);
  expect(await draw(() => uniform([8], seed, 1))).not.toEqual(wanted);
  for (const one of [seed, detached, copied]) one.dispose();
});

test('every backend draws the same, and a longer draw begins with a shorter one', async () => {
  const drawn: number[][] = [];
  for (const backend of engines) {
    await use(backend);
    const seed = seedTensor(stream, 9);
    drawn.push(await draw(() => uniform([1000], seed, 2)));
    expect((await draw(() => uniform([7], seed, 2))).length).toBe(7);
    expect(await draw(() => uniform([7], seed, 2))).toEqual(drawn[0]?.slice(0, 7));
    expect(await draw(() => uniform([0], seed, 2))).toEqual([]);
    seed.dispose();
  }
  for (const other of drawn) expect(other).toEqual(drawn[0]);
  const mean = (drawn[0] as number[]).reduce((a, b) => a + b) / 1000;
  expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / 1000));
});

test('a mask from it may be used on the tape', async () => {
  await use('cpu');
  const x = createVariable(tensor1d([1, 1, 1, 1, 1, 1, 1, 1]));
  const seed = seedTensor(stream, 1);
  const before = liveCount();
  const { value, gradients: found } = gradients(() => scope(() => sum(mul(x, cast(greater(uniform([8], seed, 0), 0.5), 'float32'))) as Scalar), { x });
  const mask = (await draw(() => uniform([8], seed, 0))).map((share) => Number(share > 0.5));
  expect([...(await (found.x as Tensor).data())]).toEqual(mask);
  value.dispose();
  found.x?.dispose();
  expect(liveCount()).toEqual(before);
  seed.dispose();
  x.dispose();
});

test('bad seeds and indices are refused', () => {
  const [long, real, seed] = [tensor1d([1, 2, 3], 'int32'), tensor1d([1, 2]), seedTensor(stream, 0)];
  expect(() => uniform([2], long, 0)).toThrow(/KD_E_TENSOR_SHAPE/);
  expect(() => uniform([2], real, 0)).toThrow(/KD_E_TENSOR_DTYPE/);
  for (const index of [-1, 0.5, 2 ** 32]) expect(() => uniform([2], seed, index)).toThrow(/KD_E_RANDOM_SEED/);
  for (const one of [long, real, seed]) one.dispose();
});
