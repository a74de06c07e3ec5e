// What the connectors compute, in numbers.
import type { BuiltConnector, Shape } from '@retort/kernel';
import { randomStream, readAll, scope, tensor, tensor2d } from '@retort/tensor';
import { expectClose, makerOf } from '@retort/testing';
import { expect, test } from 'vitest';
import { conv1x1 } from './conv1x1.ts';
import { linear } from './linear.ts';
import { pooling } from './pooling.ts';

const maker = makerOf([conv1x1, linear, pooling]);
const build = (id: string, student: Shape, teacher: Shape) => maker.make('connector', id).build({ student, teacher, random: randomStream(3, 'connector') });

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
