// What the connectors with batch norm compute and keep, against plain loops over PyTorch's definitions.
import type { BuiltConnector, Shape } from '@retort/kernel';
import { randomStream, readAll, scope, tensor } from '@retort/tensor';
import { expectClose, type HostTensor, makerOf, toTensor } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { channelOf, map } from '../../test/maps.ts';
import { convolve, normaliseBatch, plain } from '../../test/reference-layers.ts';
import { convBnRelu } from './conv-bn-relu.ts';
import { fitnetRegressor } from './fitnet-regressor.ts';
import { semckdProjection } from './semckd-projection.ts';
import { simkdProjector } from './simkd-projector.ts';

const maker = makerOf([convBnRelu, fitnetRegressor, semckdProjection, simkdProjector]);
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
  type Size = readonly [height: number, width: number];
  /** The places that an output place is a sum over, each with the place of the kernel that weighs it. */
  type Reach = (row: number, column: number) => readonly (readonly [place: number, kernel: number])[];

  const inside = ([height, width]: Size, row: number, column: number) => row >= 0 && row < height && column >= 0 && column < width;
  const numbers = (length: number) => Array.from({ length }, (_, index) => index);

  const variants: readonly (readonly [string, { student: Size; teacher: Size; kernel: Size; reach: Reach }])[] = [
    [
      'twice the size: 3x3, stride 2, padding 1',
      {
        student: [4, 6],
        teacher: [2, 3],
        kernel: [3, 3],
        reach: (row, column) =>
          numbers(9)
            .map((k) => [2 * row - 1 + Math.floor(k / 3), 2 * column - 1 + (k % 3), k] as const)
            .filter(([r, c]) => inside([4, 6], r, c))
            .map(([r, c, k]) => [r * 6 + c, k]),
      },
    ],
    [
      'half the size: transposed 4x4, stride 2, padding 1',
      {
        student: [2, 3],
        teacher: [4, 6],
        kernel: [4, 4],
        reach: (row, column) =>
          // Input (r, c) reaches the outputs 2r - 1 + i, 2c - 1 + j.
          numbers(6)
            .map((place) => [row - 2 * Math.floor(place / 3) + 1, column - 2 * (place % 3) + 1, place] as const)
            .filter(([i, j]) => inside([4, 4], i, j))
            .map(([i, j, place]) => [place, i * 4 + j]),
      },
    ],
    [
      'otherwise: a kernel of 1 + h - h by 1 + w - w, no padding',
      {
        student: [4, 5],
        teacher: [3, 3],
        kernel: [2, 3],
        reach: (row, column) => numbers(6).map((k) => [(row + Math.floor(k / 3)) * 5 + column + (k % 3), k] as const),
      },
    ],
    ['equal sizes: 1x1', { student: [3, 2], teacher: [3, 2], kernel: [1, 1], reach: (row, column) => [[row * 2 + column, 0]] }],
  ];

  test.each(variants)('%s; then batch norm, and a ReLU unless it is switched off', async (name, { student, teacher, kernel, reach }) => {
    const [from, to] = [2, 3];
    const isTransposed = name.includes('transposed');
    const weight = (k: number, input: number, output: number) => Math.cos(2 * k + 5 * input + 3 * output);
    const weights = numbers(kernel[0] * kernel[1] * from * to).map((index) => {
      const [k, a, b] = [Math.floor(index / (from * to)), Math.floor(index / (isTransposed ? from : to)), index];
      return isTransposed ? weight(k, b % from, a % to) : weight(k, a % from, b % to);
    });
    const x = map([2, ...student, from], (k) => Math.sin(3 * k));
    const sums = numbers(2 * teacher[0] * teacher[1]).flatMap((at) => {
      const [sample, place] = [Math.floor(at / (teacher[0] * teacher[1])), at % (teacher[0] * teacher[1])];
      const reached = reach(Math.floor(place / teacher[1]), place % teacher[1]);
      return numbers(to).map((output) =>
        numbers(from)
          .flatMap((input) => reached.map(([source, k]) => channelOf(x, sample, input)[source]! * weight(k, input, output)))
          .reduce((sum, value) => sum + value, 0),
      );
    });
    const expected = normaliseBatch(plain([2, ...teacher, to], sums), [1, 2, 0.5], [0.1, -0.2, 0.3]).data;
    expect(expected.some((value) => value < 0)).toBe(true);

    for (const [options, cut] of [
      [{ relu: false }, (value: number) => value],
      [{}, (value: number) => Math.max(0, value)],
    ] as const) {
      const built = build('fitnet-regressor', [...student, from], [...teacher, to], options);
      expect(built.variables!['convolution/kernel']!.shape).toEqual([...kernel, ...(isTransposed ? [to, from] : [from, to])]);
      set(built, 'convolution/kernel', weights);
      set(built, 'norm/scale', [1, 2, 0.5]);
      set(built, 'norm/offset', [0.1, -0.2, 0.3]);
      const { shape, data } = await apply(built, x);
      expect(shape).toEqual([2, ...teacher, to]);
      expectClose(data, expected.map(cut), 1e-5, 'the result');
      close(built);
    }
  });

  test('it trains the kernel, the scale and the offset, and no bias', () => {
    const built = build('fitnet-regressor', [4, 4, 2], [2, 2, 3]);
    expect(Object.keys(built.variables!)).toEqual(['convolution/kernel', 'norm/scale', 'norm/offset']);
    expect(Object.keys(built.state!)).toEqual(['norm/mean', 'norm/variance']);
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

test('semckd-projection is three convolutions, the first two with batch norm and ReLU, in plain loops', async () => {
  const built = build('semckd-projection', [3, 2, 2], [3, 2, 3]);
  expect(built.variables!['mix/kernel']!.shape).toEqual([3, 3, 6, 6]);
  const of = await readAll(built.variables!);
  const x = map([2, 3, 2, 2], (k) => Math.cos(k * k));
  let expected = plain(x.shape, x.data);
  for (const name of ['widen', 'mix']) {
    const { shape, data } = normaliseBatch(convolve(expected, of[`${name}/kernel`]!, 6), of[`${name}/scale`]!, of[`${name}/offset`]!);
    expected = plain(
      shape,
      data.map((value) => Math.max(0, value)),
    );
  }
  expected = convolve(expected, of['restore/kernel']!, 3);
  const { shape, data } = await apply(built, x);
  expect(shape).toEqual(expected.shape);
  expectClose(data, expected.data, 1e-5, 'the result');
  expect(data.some((value) => value < 0)).toBe(true);
  close(built);
});
