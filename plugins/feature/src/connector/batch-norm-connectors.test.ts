// What the connectors with batch norm compute and keep, against plain loops over PyTorch's definitions.
import type { BuiltConnector, Shape } from '@retort/kernel';
import { randomStream, readAll, scope, tensor } from '@retort/tensor';
import { expectClose, type HostTensor, makerOf, toTensor } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { channelOf, map } from '../../test/maps.ts';
import { convolve, normaliseBatch, plain } from '../../test/reference-layers.ts';
import { convBnRelu } from './conv-bn-relu.ts';
import { fitnetRegressor } from './fitnet-regressor.ts';
import { simkdProjector } from './simkd-projector.ts';

const maker = makerOf([convBnRelu, fitnetRegressor, simkdProjector]);
const build = (id: string, student: Shape, teacher: Shape, options = {}) =>
  maker.make('connector', { ...options, id }).build({ student, teacher, random: randomStream(3, 'connector') });
const close = ({ variables, state }: BuiltConnector) => {
  for (const variable of Object.values({ ...variables, ...state })) variable.dispose();
};

async function apply(built: BuiltConnector, x: HostTensor, training = true): Promise<HostTensor> {
  const result = scope(() => built.apply(toTensor(x), { training }));
  const { shape } = result;
  const { result: data } = await readAll({ result });
  result.dispose();
  return { shape, data: data! };
}

function set(built: BuiltConnector, name: string, values: ArrayLike<number>): void {
  const variable = { ...built.variables, ...built.state }[name]!;
  scope(() => variable.assign(tensor(Float32Array.from(values), variable.shape, 'float32')));
}

describe('conv-bn-relu', () => {
  /** One channel in and out, kernel 1: what is left is batch norm and ReLU. */
  const plain = (options = {}) => {
    const built = build('conv-bn-relu', [2, 1, 1], [2, 1, 1], options);
    set(built, 'convolution/kernel', [1]);
    return built;
  };
  const batch = map([2, 2, 1, 1], (k) => [1, 2, 3, 6][k]!);
  // Mean 3, biased variance 3.5.
  const standardised = [-2, -1, 0, 3].map((value) => value / Math.sqrt(3.5 + 1e-5));

  test('in training it normalises by the batch, then scales, shifts and cuts off', async () => {
    const built = plain();
    set(built, 'norm/scale', [2]);
    set(built, 'norm/offset', [0.5]);
    const { data } = await apply(built, batch);
    expectClose(
      data,
      standardised.map((value) => Math.max(0, 2 * value + 0.5)),
      1e-6,
      'the result',
    );
    close(built);
  });

  test('without ReLU it keeps what is negative', async () => {
    const built = plain({ relu: false });
    expectClose((await apply(built, batch)).data, standardised, 1e-6, 'the result');
    close(built);
  });

  test('its statistics move in training, the variance unbiased, and are what it normalises by outside', async () => {
    const built = plain({ relu: false });
    await apply(built, batch);
    const { state } = built;
    const kept = await readAll(state!);
    expectClose(kept['norm/mean']!, [0.3], 1e-6, 'the mean');
    expectClose(kept['norm/variance']!, [0.9 + (0.1 * 14) / 3], 1e-6, 'the variance');
    const outside = await apply(built, batch, false);
    expectClose(
      outside.data,
      [1, 2, 3, 6].map((value) => (value - 0.3) / Math.sqrt(0.9 + 1.4 / 3 + 1e-5)),
      1e-6,
      'the result outside of training',
    );
    expect(await readAll(state!)).toEqual(kept);
    expect(Object.values(state!).some(({ trainable }) => trainable)).toBe(false);
    close(built);
  });

  test('hazard: one value per channel gives the offset, not NaN', async () => {
    const built = build('conv-bn-relu', [1, 1, 2], [1, 1, 3]);
    set(built, 'norm/offset', [1, 2, 3]);
    expectClose(
      (
        await apply(
          built,
          map([1, 1, 1, 2], () => 5),
        )
      ).data,
      [1, 2, 3],
      1e-6,
      'the result',
    );
    close(built);
  });

  test('a larger map is pooled first; a 3x3 kernel keeps the size', async () => {
    const built = build('conv-bn-relu', [4, 4, 1], [2, 2, 1], { kernel: 3, relu: false });
    set(built, 'convolution/kernel', [0, 0, 0, 0, 1, 0, 0, 0, 0]);
    const { shape, data } = await apply(
      built,
      map([1, 4, 4, 1], (k) => (k < 8 ? 0 : 1)),
    );
    expect(shape).toEqual([1, 2, 2, 1]);
    expectClose(data, [-1, -1, 1, 1], 1e-4, 'the result');
    close(built);
  });
});

describe('fitnet-regressor', () => {
  /** Sums of kernel values over the places that reach an output, before batch norm. */
  type Reach = (row: number, column: number) => readonly (readonly [place: number, kernel: number])[];

  const standardise = (values: number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return values.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
  };

  const inside = (height: number, width: number, row: number, column: number) => row >= 0 && row < height && column >= 0 && column < width;

  test.each<[string, readonly [number, number], readonly [number, number], readonly [number, number], Reach]>([
    [
      'twice the size: 3x3, stride 2, padding 1',
      [4, 6],
      [2, 3],
      [3, 3],
      (row, column) =>
        Array.from({ length: 9 }, (_, k) => [2 * row - 1 + Math.floor(k / 3), 2 * column - 1 + (k % 3), k] as const)
          .filter(([r, c]) => inside(4, 6, r, c))
          .map(([r, c, k]) => [r * 6 + c, k]),
    ],
    [
      'half the size: transposed 4x4, stride 2, padding 1',
      [2, 3],
      [4, 6],
      [4, 4],
      (row, column) =>
        // Input (r, c) reaches the outputs 2r - 1 + i, 2c - 1 + j.
        Array.from({ length: 6 }, (_, place) => [row - 2 * Math.floor(place / 3) + 1, column - 2 * (place % 3) + 1, place] as const)
          .filter(([i, j]) => inside(4, 4, i, j))
          .map(([i, j, place]) => [place, i * 4 + j]),
    ],
    [
      'otherwise: a kernel of 1 + h - h by 1 + w - w, no padding',
      [4, 5],
      [3, 3],
      [2, 3],
      (row, column) => Array.from({ length: 6 }, (_, k) => [(row + Math.floor(k / 3)) * 5 + column + (k % 3), k] as const),
    ],
  ])('%s', async (_, student, teacher, kernel, reach) => {
    const built = build('fitnet-regressor', [...student, 1], [...teacher, 1], { relu: false });
    expect(built.variables!['convolution/kernel']!.shape).toEqual([...kernel, 1, 1]);
    const weights = Array.from({ length: kernel[0] * kernel[1] }, (_, k) => Math.cos(2 * k));
    set(built, 'convolution/kernel', weights);
    const x = map([1, ...student, 1], (k) => Math.sin(3 * k));
    const values = channelOf(x, 0, 0);
    const expected = Array.from({ length: teacher[0] * teacher[1] }, (_, at) =>
      reach(Math.floor(at / teacher[1]), at % teacher[1]).reduce((sum, [place, k]) => sum + values[place]! * weights[k]!, 0),
    );
    const { shape, data } = await apply(built, x);
    expect(shape).toEqual([1, ...teacher, 1]);
    expectClose(data, standardise(expected), 1e-5, 'the result');
    close(built);
  });
});

test('simkd-projector is three convolutions, each with batch norm and ReLU, in plain loops', async () => {
  const built = build('simkd-projector', [3, 2, 2], [3, 2, 5]);
  // An odd width is halved downwards.
  expect(built.variables!['mix/kernel']!.shape).toEqual([3, 3, 2, 2]);
  const of = await readAll(built.variables!);
  const x = map([2, 3, 2, 2], (k) => Math.cos(k * k));
  let expected = plain(x.shape, x.data);
  for (const [name, outputs] of [
    ['reduce', 2],
    ['mix', 2],
    ['restore', 5],
  ] as const) {
    const { shape, data } = normaliseBatch(convolve(expected, of[`${name}/kernel`]!, outputs), of[`${name}/scale`]!, of[`${name}/offset`]!);
    expected = plain(
      shape,
      data.map((value) => Math.max(0, value)),
    );
  }
  const { shape, data } = await apply(built, x);
  expect(shape).toEqual(expected.shape);
  expectClose(data, expected.data, 1e-5, 'the result');
  close(built);
});
