// What `transformer-projection` computes, against plain loops over its formula.
import type { BuiltConnector, Shape } from '@retort/kernel';
import { randomStream, readAll, scope, tensor } from '@retort/tensor';
import { expectClose, expectFinite, makerOf, toTensor } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { transformerProjection } from './transformer-projection.ts';

const build = (student: Shape, teacher: Shape, options = {}) =>
  makerOf([transformerProjection])
    .make('connector', { ...options, id: 'transformer-projection' })
    .build({ student, teacher, random: randomStream(3, 'connector') });
const close = ({ variables = {} }: BuiltConnector) => Object.values(variables).forEach((variable) => void variable.dispose());

function set(built: BuiltConnector, name: string, values: readonly number[]): void {
  const variable = built.variables![name]!;
  scope(() => variable.assign(tensor([...values], variable.shape, 'float32')));
}

async function apply(built: BuiltConnector, shape: Shape, data: readonly number[]): Promise<{ shape: Shape; data: Float32Array }> {
  const result = scope(() => built.apply(toTensor({ shape, data: Float32Array.from(data) }), { training: true }));
  const { values } = await readAll({ values: result });
  result.dispose();
  return { shape: result.shape, data: values! };
}

const numbers = (length: number, value: (k: number) => number) => Array.from({ length }, (_, k) => value(k));
type Rows = readonly (readonly number[])[];
const rowsOf = (values: readonly number[], width: number): number[][] =>
  numbers(values.length / width, (row) => row).map((row) => values.slice(row * width, (row + 1) * width));

/** `LN(x)` of each token. */
function normalised(tokens: Rows, scale: readonly number[], offset: readonly number[]): number[][] {
  return tokens.map((token) => {
    const mean = token.reduce((sum, value) => sum + value, 0) / token.length;
    const variance = token.reduce((sum, value) => sum + (value - mean) ** 2, 0) / token.length;
    return token.map((value, index) => ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[index]! + offset[index]!);
  });
}

function mapped(tokens: Rows, kernel: Rows, bias: readonly number[]): number[] {
  return tokens.flatMap((token) => bias.map((start, to) => token.reduce((sum, value, from) => sum + value * kernel[from]![to]!, start)));
}

const averaged = (tokens: Rows): number[] => tokens[0]!.map((_, index) => tokens.reduce((sum, token) => sum + token[index]!, 0) / tokens.length);

test("without norm and bias it is TinyBERT's H W_h, token by token", async () => {
  const built = build([2, 2], [2, 3], { norm: false, bias: false });
  expect(Object.keys(built.variables!)).toEqual(['kernel']);
  set(built, 'kernel', [1, 2, 3, 4, 5, 6]);
  // [1, -1] K = [-3, -3, -3]; [2, 0] K = [2, 4, 6].
  const { shape, data } = await apply(built, [1, 2, 2], [1, -1, 2, 0]);
  expect(shape).toEqual([1, 2, 3]);
  expectClose(data, [-3, -3, -3, 2, 4, 6], 1e-6, 'the result');
  close(built);
});

describe('layer norm, the tokens of the other side, the linear map, in plain loops', () => {
  const [scale, offset, bias] = [
    [1, 0.5, 2],
    [0.1, -0.2, 0],
    [0.3, -1],
  ];
  const kernel = [
    [1, -1],
    [0.5, 2],
    [-0.3, 1],
  ];

  async function expectTokens(student: Shape, teacher: Shape, resample: (tokens: Rows) => Rows, options = {}, prepare?: (built: BuiltConnector) => void) {
    const built = build([...student, 3], [...teacher, 2], options);
    const given = { 'norm/scale': scale!, 'norm/offset': offset!, kernel: kernel.flat(), bias: bias! };
    for (const [name, values] of Object.entries(given)) set(built, name, values);
    prepare?.(built);
    const count = student.reduce((product, axis) => product * axis, 1);
    const samples = [numbers(count * 3, Math.cos), numbers(count * 3, (k) => Math.sin(1.7 * k))];
    const { shape, data } = await apply(built, [2, ...student, 3], samples.flat());
    expect(shape).toEqual([2, ...teacher, 2]);
    const expected = samples.flatMap((sample) => mapped(resample(normalised(rowsOf(sample, 3), scale!, offset!)), kernel, bias!));
    expectClose(data, expected, 1e-5, 'the result');
    close(built);
  }

  const pick =
    (...groups: readonly (readonly number[])[]) =>
    (tokens: Rows) =>
      groups.map((group) => averaged(group.map((index) => tokens[index]!)));

  test('equally many', async () => {
    await expectTokens([4], [4], (tokens) => tokens);
    // A map is its places, row by row.
    await expectTokens([2, 2], [4], (tokens) => tokens);
    await expectTokens([4], [2, 2], (tokens) => tokens);
  });
  // PyTorch's windows: of 5 to 2 the middle is in both.
  test('averaged in order', () => expectTokens([5], [2], pick([0, 1, 2], [2, 3, 4])));
  test('maps are averaged along both axes', () => expectTokens([2, 4], [1, 2], pick([0, 1, 4, 5], [2, 3, 6, 7])));
  test.each<[Shape, Shape, (tokens: Rows) => Rows]>([
    [[5], [2], pick([0, 1, 2], [2, 3, 4])],
    [[2, 4], [1, 2], pick([0, 1, 4, 5], [2, 3, 6, 7])],
    [[2], [3], pick([0], [0, 1], [1])],
    [[1, 2], [2, 2], pick([0], [1], [0], [1])],
  ])('a learned resampling of %j to %j starts as the average', (student, teacher, resample) => expectTokens(student, teacher, resample, { tokens: 'learned' }));
  test('a learned resampling mixes tokens by its matrix, the same for all channels', () =>
    expectTokens(
      [2],
      [3],
      ([a, b]) => [a!.map((value) => value * 2), a!.map((value, index) => value - b![index]!), b!.map((value) => value * 3)],
      { tokens: 'learned' },
      (built) => set(built, 'tokens', [2, 1, 0, 0, -1, 3]),
    ));
});

test('what it trains, it names', () => {
  const names = (options: object, student: Shape = [4, 3], teacher: Shape = [2, 5]) => {
    const built = build(student, teacher, options);
    const found = Object.entries(built.variables!).map(([name, { shape }]) => `${name} ${shape}`);
    close(built);
    return found;
  };
  expect(names({})).toEqual(['norm/scale 3', 'norm/offset 3', 'kernel 3,5', 'bias 5']);
  expect(names({ tokens: 'learned' })).toEqual(['norm/scale 3', 'norm/offset 3', 'tokens 4,2', 'kernel 3,5', 'bias 5']);
  // Nothing to resample.
  expect(names({ tokens: 'learned', norm: false }, [4, 3], [4, 5])).toEqual(['kernel 3,5', 'bias 5']);
});

test('layer norm makes a token of equal numbers the offset, not NaN, and the scale of a token does not matter', async () => {
  const built = build([2, 3], [2, 2]);
  const [flat, once, large] = await Promise.all([
    apply(built, [1, 2, 3], [5, 5, 5, 0, 0, 0]),
    apply(built, [1, 2, 3], [1, 2, 3, -1, 0, 5]),
    apply(built, [1, 2, 3], [1e4, 2e4, 3e4, -1e4, 0, 5e4]),
  ]);
  expectFinite(flat.data, 'the result');
  expectClose(flat.data, [0, 0, 0, 0], 1e-6, 'equal numbers');
  expectClose(large.data, once.data, 1e-4, 'ten thousand times the same');
  close(built);
});

test('more tokens are not averaged: it says what would do', () => {
  expect(() => build([2, 3], [4, 3])).toThrow(/`tokens: learned`.*KD_E_CONNECTOR_SHAPES/s);
  expect(() => build([3], [4, 3])).toThrow(/`linear`.*KD_E_CONNECTOR_SHAPES/s);
});
