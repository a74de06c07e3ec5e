// One case for each fused operation and shape: a tensor function, the same over plain numbers, and the operations of the library
// that the native engine must run for it.
import type { Tensor, Tensor1D, Tensor2D } from '@retort/kernel';
import { add, matMul, normaliseBatch, relu, softmax, softmaxCrossEntropy, softmaxKl } from '@retort/tensor';
import { crossEntropy, divergence, logSoftmax, type Numbers, normalised, rows, scattered } from './plain.ts';

export interface FusedCase {
  readonly name: string;
  readonly inputs: readonly { readonly shape: readonly number[]; readonly values: Numbers /** not differentiated */; readonly constant?: true }[];
  compute(inputs: readonly Tensor[]): Tensor;
  plain(inputs: readonly Numbers[]): number[];
  readonly operations: readonly string[];
}

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const input = (shape: readonly number[], scale = 1, shift = 0) => ({ shape, values: scattered(size(shape), scale, shift) });
const EPSILON = 1e-3;

const batchNorms = [
  [6, 3],
  [2, 5, 3],
  [2, 4, 3, 5],
  [1, 1, 7, 2],
  [8, 6, 5, 4],
].map((shape): FusedCase => {
  const channels = shape.at(-1)!;
  return {
    name: `batch norm of [${shape}]`,
    inputs: [input(shape, 2), input([channels], 1.5, 1), input([channels], 1, 2)],
    compute: ([x, scale, offset]) => normaliseBatch(x!, scale as Tensor1D, offset as Tensor1D, EPSILON).normalised,
    plain: ([x, scale, offset]) => normalised(x!, scale!, offset!, EPSILON),
    operations: ['FusedBatchNormV3', 'FusedBatchNormGradV3'],
  };
});

const TARGETS = [0.1, 0.2, 0.3, 0.4, 0, 0, 0, 0, 0, 0, 2, 0, 0.5, 0, 0.1, 1, 0, 0, 0, 0];

export const fusedCases: readonly FusedCase[] = [
  ...batchNorms,
  {
    name: 'batch norm of values far from zero',
    inputs: [{ shape: [8, 4, 4, 2], values: scattered(256, 1).map((value) => value + 30) }, input([2], 1, 1), input([2])],
    compute: ([x, scale, offset]) => normaliseBatch(x!, scale as Tensor1D, offset as Tensor1D, EPSILON).normalised,
    plain: ([x, scale, offset]) => normalised(x!, scale!, offset!, EPSILON),
    operations: ['FusedBatchNormV3', 'FusedBatchNormGradV3'],
  },
  {
    name: 'ReLU',
    inputs: [{ shape: [3, 7], values: scattered(21) }],
    compute: ([x]) => relu(x!),
    plain: ([x]) => x!.map((value) => Math.max(value, 0)),
    operations: ['ReluGrad'],
  },
  ...[
    [6, 3],
    [2, 5, 3],
    [4, 3, 3, 5],
  ].map(
    (shape): FusedCase => ({
      name: `a bias of [${shape}]`,
      inputs: [input(shape), input([shape.at(-1)!], 1, 3)],
      compute: ([x, bias]) => add(x!, bias!),
      plain: ([x, bias]) => x!.map((value, at) => value + bias![at % bias!.length]!),
      operations: ['BiasAddGrad'],
    }),
  ),
  {
    name: 'softmax cross-entropy with soft, absent and unnormalised targets',
    inputs: [input([5, 4], 5), { shape: [5, 4], values: TARGETS, constant: true }],
    compute: ([logits, targets]) => softmaxCrossEntropy(logits as Tensor2D, targets as Tensor2D),
    plain: ([logits, targets]) => crossEntropy(logits!, targets!, 4),
    operations: ['SoftmaxCrossEntropyWithLogits'],
  },
  ...[[7], [5, 4], [2, 3, 2, 6]].map(
    (shape): FusedCase => ({
      name: `softmax of [${shape}]`,
      inputs: [input(shape, 5)],
      compute: ([logits]) => softmax(logits!),
      plain: ([logits]) => rows(logits!, shape.at(-1)!).flatMap((row) => logSoftmax(row).map(Math.exp)),
      operations: ['SoftmaxCrossEntropyWithLogits'],
    }),
  ),
  ...[1, 4, 20].map(
    (temperature): FusedCase => ({
      name: `the softened divergence at T = ${temperature}`,
      inputs: [input([5, 4], 5), { ...input([5, 4], 4, 1), constant: true }],
      compute: ([student, teacher]) => softmaxKl(student as Tensor2D, teacher as Tensor2D, temperature),
      plain: ([student, teacher]) => divergence(student!, teacher!, 4, temperature),
      operations: ['LogSoftmax'],
    }),
  ),
];

/** A small network through all of them at once, for leaks: a dense layer with bias, batch norm, ReLU, cross-entropy. */
export function together([x, kernel, bias, scale, offset, targets]: readonly Tensor[]): Tensor {
  const hidden = add(matMul(x as Tensor2D, kernel as Tensor2D), bias!);
  const { normalised: normed } = normaliseBatch(hidden, scale as Tensor1D, offset as Tensor1D, EPSILON);
  return softmaxCrossEntropy(relu(normed) as Tensor2D, targets as Tensor2D);
}
