// Every operation that a loss may be made of, captured in one step: the library takes the graph, and each gives the bits of the eager one.
import type { EngineSession, NamedTensors, Tensor } from '@retort/kernel';
import { createVariable, readAll, scope, tensor } from '@retort/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureStep } from '../../src/capture/capture-step.ts';
import { scattered } from '../fused/plain.ts';
import { absent, nativeEngine, titled } from '../native.ts';

const of = (shape: readonly number[], shift: number, scale = 0.9): Tensor => tensor(scattered(tf.util.sizeFromShape([...shape]), scale, shift), [...shape]);

/** Of one or two tensors, by their names. */
const named = tf as unknown as Readonly<Record<string, (...inputs: readonly unknown[]) => Tensor>>;

const unary = ['abs', 'acos', 'asin', 'asinh', 'atan', 'atanh', 'ceil', 'cos', 'cosh', 'erf', 'exp', 'expm1', 'floor', 'isFinite', 'isInf'];
const more = ['isNaN', 'log', 'log1p', 'neg', 'onesLike', 'reciprocal', 'round', 'rsqrt', 'sigmoid', 'sign', 'sin', 'sinh', 'sqrt', 'square'];
const others = ['tan', 'tanh', 'zerosLike', 'elu', 'leakyRelu', 'relu', 'relu6', 'selu', 'softplus', 'softmax', 'logSoftmax', 'cumsum', 'cumprod'];
const reducing = ['sum', 'mean', 'max', 'min', 'prod', 'argMax', 'argMin', 'logSumExp'];
const binary = ['add', 'sub', 'mul', 'div', 'divNoNan', 'floorDiv', 'mod', 'maximum', 'minimum', 'pow', 'atan2', 'squaredDifference'];
const comparing = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'];

/** `x [4, 5]`, `y [4, 5]`, `image [2, 6, 6, 3]`, `kernel [3, 3, 3, 4]`. */
function operations({ x, y, image, kernel }: Readonly<Record<'x' | 'y' | 'image' | 'kernel', Tensor>>): Readonly<Record<string, () => Tensor>> {
  const picture = image as tf.Tensor4D;
  const flat = x as tf.Tensor2D;
  const positive = tf.abs(x);
  return {
    ...Object.fromEntries([...unary, ...more, ...others].map((name) => [name, () => named[name]!(x)])),
    acosh: () => tf.acosh(tf.add(positive, 1)),
    ...Object.fromEntries(reducing.map((name) => [name, () => named[name]!(x, 1)])),
    ...Object.fromEntries(binary.map((name) => [name, () => named[name]!(x, y)])),
    ...Object.fromEntries(comparing.map((name) => [name, () => named[name]!(x, y)])),
    logical: () => tf.logicalOr(tf.logicalAnd(tf.less(x, 0), tf.less(y, 0)), tf.logicalNot(tf.less(x, 0.5))),
    all: () => tf.concat([tf.all(tf.less(x, 0), 1), tf.any(tf.less(x, 0), 1)]),
    addN: () => tf.addN([x, y, positive]),
    where: () => tf.where(tf.less(x, 0), x, y),
    matMul: () => tf.matMul(flat, y as tf.Tensor2D, false, true),
    einsum: () => tf.einsum('ij,kj->ik', x, y),
    gather: () => tf.gather(x, tensor([2, 0], [2], 'int32') as tf.Tensor1D),
    gatherND: () => tf.gatherND(x, tensor([2, 0, 1, 1], [2, 2], 'int32')),
    scatterND: () => tf.scatterND(tensor([2, 0], [2, 1], 'int32'), tf.slice(x, [0, 0], [2, 5]), [4, 5]),
    segments: () => tf.unsortedSegmentSum(x, tensor([0, 1, 0, 1], [4], 'int32') as tf.Tensor1D, 2),
    topk: () => tf.topk(x, 2).values,
    topkAt: () => tf.topk(x, 2).indices,
    oneHot: () => tf.oneHot(tf.argMax(x, 1) as tf.Tensor1D, 5),
    shapes: () => tf.reverse(tf.tile(tf.transpose(tf.expandDims(tf.stack(tf.split(x, 5, 1)), 0)), [1, 2, 1, 1]), 1),
    pad: () => tf.pad(x, [[1, 1], [0, 2]], 0.5), // biome-ignore format: pairs
    mirrorPad: () => tf.mirrorPad(x, [[1, 1], [2, 2]], 'reflect'), // biome-ignore format: pairs
    strided: () => tf.stridedSlice(x, [0, 1], [4, 5], [2, 2]),
    clip: () => tf.clipByValue(x, -0.2, 0.3),
    cast: () => tf.cast(tf.cast(tf.mul(x, 10), 'int32'), 'float32'),
    conv2d: () => tf.conv2d(picture, kernel as tf.Tensor4D, 1, 'same'),
    conv2dTranspose: () => tf.conv2dTranspose(picture, tf.transpose(kernel, [0, 1, 3, 2]) as tf.Tensor4D, [2, 12, 12, 4], 2, 'same'),
    depthwise: () => tf.depthwiseConv2d(picture, kernel as tf.Tensor4D, 1, 'same'),
    pools: () => tf.concat([tf.maxPool(picture, 2, 2, 'same'), tf.avgPool(picture, 2, 2, 'same')], 3),
    batchNorm: () => tf.batchNorm(picture, [0.1, 0.2, 0.3], [1, 2, 3], [0, 0, 1], [1, 2, 1], 1e-3),
    bilinear: () => tf.image.resizeBilinear(picture, [4, 9]),
    nearest: () => tf.image.resizeNearestNeighbor(picture, [4, 9]),
    depthToSpace: () => tf.depthToSpace(tf.concat([picture, picture, picture, picture], 3) as tf.Tensor4D, 2, 'NHWC'),
    spaceToBatch: () => tf.batchToSpaceND(tf.spaceToBatchND(picture, [2, 2], [[0, 0], [0, 0]]), [2, 2], [[0, 0], [0, 0]]), // biome-ignore format: pairs
    lrn: () => tf.localResponseNormalization(picture, 1),
    gradients: () =>
      tf.grad((at: Tensor) => {
        const convolved = tf.conv2d(at as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'same');
        const pooled = tf.concat([tf.maxPool(tf.elu(convolved), 2, 2, 'same'), tf.avgPool(tf.relu(convolved), 2, 2, 'same')], 3);
        return tf.mean(tf.mul(tf.softmax(pooled), tf.image.resizeBilinear(pooled as tf.Tensor4D, [3, 3])));
      })(picture),
  };
}

const inputs = (shift: number): Record<'x' | 'y' | 'image' | 'kernel', Tensor> => ({
  x: of([4, 5], shift),
  y: of([4, 5], shift + 1, 1.5),
  image: of([2, 6, 6, 3], shift),
  kernel: of([3, 3, 3, 4], shift + 2),
});

describe.skipIf(absent)(titled('operations of a captured step on the native library'), () => {
  let session: EngineSession;
  beforeAll(async () => {
    session = await nativeEngine().start();
  });
  afterAll(() => session.dispose());

  test('each gives the bits of the eager one', async () => {
    const [feeds, other] = [inputs(0), inputs(3)];
    const count = createVariable(tensor([0]));
    const names = scope(() => Object.keys(operations(feeds)));
    /** As numbers side by side: a captured step gives its results as float32. */
    const run = (from: NamedTensors): NamedTensors =>
      scope(() => {
        count.assign(tf.add(count, 1) as tf.Tensor1D);
        return Object.fromEntries(Object.entries(operations(from as typeof feeds)).map(([name, compute]) => [name, tf.cast(compute(), 'float32')]));
      });
    const program = (from: NamedTensors) => ({ feeds: from, run: () => run(from) });
    const { results, captured, refusal } = await captureStep({ step: program(feeds), other: program(other), variables: { count }, verified: true });
    expect(refusal).toBeUndefined();
    const eager = run(other);
    const replayed = captured!.run(other, names);
    const [left, right] = [await readAll(replayed), await readAll(eager)];
    expect(names.length).toBeGreaterThan(90);
    expect(names.filter((name) => !left[name]!.every((value, at) => Object.is(value, right[name]![at])))).toEqual([]);
    for (const each of [feeds, other, results, eager, replayed]) for (const made of Object.values(each)) made.dispose();
    captured!.dispose();
    count.dispose();
  });
});
