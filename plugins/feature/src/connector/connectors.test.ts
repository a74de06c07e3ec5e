// What the connectors compute, in numbers.
import type { BuiltConnector, Choice, Shape } from '@retort/kernel';
import { randomStream, readAll, scope, tensor, tensor2d } from '@retort/tensor';
import { expectClose, makerOf } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { auto } from './auto.ts';
import { conv1x1 } from './conv1x1.ts';
import { fitnetRegressor } from './fitnet-regressor.ts';
import { identity } from './identity.ts';
import { linear } from './linear.ts';
import { pooling } from './pooling.ts';
import { transformerProjection } from './transformer-projection.ts';

const maker = makerOf([auto, conv1x1, fitnetRegressor, identity, linear, pooling, transformerProjection]);
const build = (choice: Choice, student: Shape, teacher: Shape) =>
  maker.make('connector', choice).build({ student, teacher, random: randomStream(3, 'connector') });

async function apply(built: BuiltConnector, shape: readonly number[], data: number[]): Promise<Float32Array> {
  const result = scope(() => built.apply(tensor(data, [...shape], 'float32'), { training: true }));
  const { result: values } = await readAll({ result });
  result.dispose();
  return values!;
}

const close = ({ variables = {} }: BuiltConnector) => Object.values(variables).forEach((variable) => void variable.dispose());

test('linear is x K + b', async () => {
  const built = build('linear', [2], [3]);
  const [kernel, bias] = [
    tensor2d([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    tensor([0.5, 0, -0.5]),
  ];
  built.variables!.kernel!.assign(kernel);
  built.variables!.bias!.assign(bias);
  expectClose(await apply(built, [1, 2], [1, -1]), [-2.5, -3, -3.5], 1e-6, 'the result');
  kernel.dispose();
  bias.dispose();
  close(built);
});

test('conv1x1 mixes channels at each place, after pooling a larger map', async () => {
  const built = build('conv1x1', [2, 2, 2], [1, 1, 1]);
  const kernel = tensor([2, -1], [1, 1, 2, 1]);
  built.variables!.kernel!.assign(kernel);
  // Channel means 4 and 1: 2 * 4 - 1 = 7.
  expectClose(await apply(built, [1, 2, 2, 2], [1, 1, 3, 1, 5, 1, 7, 1]), [7], 1e-6, 'the result');
  kernel.dispose();
  close(built);
});

test('pooling averages over the whole map, or adaptively', async () => {
  expectClose(await apply(build('pooling', [2, 2, 1], [1]), [1, 2, 2, 1], [1, 2, 3, 6]), [3], 1e-6, 'global');
  // PyTorch's windows for 3 to 2: the middle is in both.
  expectClose(await apply(build('pooling', [3, 1, 1], [2, 1, 1]), [1, 3, 1, 1], [1, 2, 6]), [1.5, 4], 1e-6, 'adaptive');
});

test('kernels are drawn with the variance of He, 2 / fan-in', async () => {
  const built = build('linear', [64], [64]);
  const { kernel } = await readAll({ kernel: built.variables!.kernel! });
  const mean = kernel!.reduce((sum, value) => sum + value, 0) / kernel!.length;
  const variance = kernel!.reduce((sum, value) => sum + (value - mean) ** 2, 0) / kernel!.length;
  expect(Math.abs(mean)).toBeLessThan(0.01);
  expect(variance * 32).toBeGreaterThan(0.93);
  expect(variance * 32).toBeLessThan(1.07);
  close(built);
});

test('another seed gives other weights', async () => {
  const kernels = [1, 2].map((seed) =>
    maker.make('connector', 'conv1x1').build({ student: [1, 1, 4], teacher: [1, 1, 4], random: randomStream(seed, 'connector') }),
  );
  const [one, two] = await Promise.all(kernels.map((built) => readAll({ kernel: built.variables!.kernel! })));
  expect(one).not.toEqual(two);
  kernels.forEach(close);
});

test('what it trains, it names', () => {
  const built = build('conv1x1', [4, 4, 3], [4, 4, 5]);
  expect(Object.entries(built.variables!).map(([name, variable]) => [name, variable.shape, variable.trainable])).toEqual([
    ['kernel', [1, 1, 3, 5], true],
    ['bias', [5], true],
  ]);
  close(built);
});

describe('auto', () => {
  const shapes: readonly (readonly [string, Shape, Shape, Choice])[] = [
    ['equal shapes', [4, 4, 3], [4, 4, 3], 'identity'],
    ['vectors', [5], [7], 'linear'],
    ['a vector and a map', [5], [2, 2, 3], 'linear'],
    ['maps of other channels', [4, 4, 3], [4, 4, 5], 'conv1x1'],
    ['a smaller map of other channels', [4, 4, 3], [2, 2, 5], 'conv1x1'],
    ['a smaller map of as many channels', [4, 4, 3], [2, 2, 3], 'pooling'],
    ['a map and a vector of its channels', [4, 4, 3], [3], 'pooling'],
    ['a map of twice the size', [2, 2, 3], [4, 4, 2], { id: 'fitnet-regressor', relu: false }],
    ['tokens', [6, 3], [3, 5], 'transformer-projection'],
  ];

  test.each(shapes)('for %s it is the one that fits, with the same numbers', async (_, student, teacher, choice) => {
    const [chosen, named] = [build('auto', student, teacher), build(choice, student, teacher)];
    expect(chosen.chosen).toBe(typeof choice === 'string' ? choice : choice.id);
    expect(await readAll({ ...chosen.variables })).toEqual(await readAll({ ...named.variables }));
    const x = Array.from({ length: 2 * student.reduce((product, axis) => product * axis, 1) }, (_value, k) => Math.sin(k * k));
    expect(await apply(chosen, [2, ...student], x)).toEqual(await apply(named, [2, ...student], x));
    for (const built of [chosen, named]) close({ ...built, variables: { ...built.variables, ...built.state } });
  });

  test('a map becomes a vector of other channels by its mean and an affine map', async () => {
    const built = build('auto', [2, 1, 2], [1]);
    expect([built.chosen, built.variables!.kernel!.shape]).toEqual(['pooling, linear', [2, 1]]);
    const kernel = tensor([2, -1], [2, 1]);
    built.variables!.kernel!.assign(kernel);
    // Channel means 2 and 5.
    expectClose(await apply(built, [1, 2, 1, 2], [1, 4, 3, 6]), [-1], 1e-6, 'the result');
    kernel.dispose();
    close(built);
  });

  test('a map is not enlarged but to twice its size: what would do is said', () => {
    expect(() => build('auto', [2, 2, 3], [3, 3, 3])).toThrow(/"auto".*never enlarges a map.*KD_E_CONNECTOR_SHAPES/);
  });
});
