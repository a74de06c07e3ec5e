// Against the definition in double precision and central differences, in all three arguments.
import { beforeAll, describe, expect, test } from 'vitest';
import { differentiate, expectClose, scattered, slopes, weigh } from '../../test/differentiate.ts';
import { backends, use } from '../../test/engines.ts';
import { tensor, tensor1d, zeros } from '../tf.ts';
import { normaliseLayer } from './normalise-layer.ts';

const EPSILON = 1e-3;
type Numbers = readonly number[];

function plain(x: Numbers, scale: Numbers, offset: Numbers): number[] {
  const width = scale.length;
  return x.map((value, at) => {
    const row = x.slice(at - (at % width), at - (at % width) + width);
    const mean = row.reduce((a, b) => a + b) / width;
    const variance = row.reduce((all, each) => all + (each - mean) ** 2, 0) / width;
    return ((value - mean) / Math.sqrt(variance + EPSILON)) * scale[at % width]! + offset[at % width]!;
  });
}

describe.each(await backends())('normaliseLayer on %s', (backend) => {
  beforeAll(() => use(backend));

  test.each([[[6, 5]], [[2, 3, 5]], [[1, 2, 3, 5]], [[5]]])('value and gradients of %j', async (shape) => {
    const size = shape.reduce((a, b) => a * b);
    const [x, scale, offset, weights] = [scattered(size, 2), scattered(5, 1.5, 1), scattered(5, 1, 2), scattered(size, 1, 3)];
    const [s, o] = [tensor1d(scale), tensor1d(offset)];
    const given = tensor(x, shape);
    const byX = await differentiate((t) => normaliseLayer(t, s, o, EPSILON), x, shape, weights);
    expect(byX.shape).toEqual(shape);
    expectClose(byX.value, plain(x, scale, offset), 2e-6);
    expectClose(
      byX.gradient,
      slopes((v) => weigh(plain(v, scale, offset), weights), x),
      1e-5,
    );
    const byScale = await differentiate((t) => normaliseLayer(given, t as typeof s, o, EPSILON), scale, [5], weights);
    expectClose(
      byScale.gradient,
      slopes((v) => weigh(plain(x, v, offset), weights), scale),
      1e-5,
    );
    const byOffset = await differentiate((t) => normaliseLayer(given, s, t as typeof s, EPSILON), offset, [5], weights);
    expectClose(
      byOffset.gradient,
      slopes((v) => weigh(plain(x, scale, v), weights), offset),
      1e-5,
    );
    for (const each of [s, o, given]) each.dispose();
  });

  test('keeps its digits far from zero, and a vector of one value is the offset', async () => {
    const x = [...scattered(5).map((value) => value + 1000), 7, 7, 7, 7, 7];
    const [s, o] = [tensor1d([1, 2, 3, 4, 5]), tensor1d([5, 4, 3, 2, 1])];
    const { value, gradient } = await differentiate((t) => normaliseLayer(t, s, o, EPSILON), x, [2, 5]);
    expectClose(value.slice(0, 5), plain(x.map(Math.fround).slice(0, 5), [1, 2, 3, 4, 5], [5, 4, 3, 2, 1]), 1e-3);
    expectClose(value.slice(5), [5, 4, 3, 2, 1]);
    expect(gradient.every(Number.isFinite)).toBe(true);
    for (const each of [s, o]) each.dispose();
  });

  test('a scale of another width is refused', () => {
    const [x, s, o] = [zeros([2, 5]), tensor1d([1, 1]), tensor1d([0, 0, 0, 0, 0])];
    expect(() => normaliseLayer(x, s, o, EPSILON)).toThrow('KD_E_TENSOR_SHAPE');
    for (const each of [x, s, o]) each.dispose();
  });
});
