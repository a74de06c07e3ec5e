// Cases of matrix products. Part of the tests, not of the package.
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { hostTensor, values } from '../arbitraries.ts';
import { type Drawn, small } from './drawn.ts';

interface Product {
  readonly a: number[];
  readonly b: number[];
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Two matrices that can be multiplied, with batches that broadcast or none. */
const products = (batches: fc.Arbitrary<[number[], number[]]>, size = small(9)): fc.Arbitrary<Product> =>
  fc.tuple(batches, size, size, size, fc.boolean(), fc.boolean()).map(([[outerA, outerB], m, k, n, transposeA, transposeB]) => ({
    a: [...outerA, ...(transposeA ? [k, m] : [m, k])],
    b: [...outerB, ...(transposeB ? [n, k] : [k, n])],
    transposeA,
    transposeB,
  }));

const equalBatches: fc.Arbitrary<[number[], number[]]> = fc.array(small(3), { maxLength: 2 }).map((outer) => [outer, outer]);
const broadcastBatches = fc.constantFrom<[number[], number[]]>(
  [[3], [1]],
  [[1], [3]],
  [[2, 3], [3]],
  [
    [2, 1],
    [1, 3],
  ],
  [[2], []],
  [[], [2, 2]],
  [
    [3, 1, 2],
    [2, 1],
  ],
);

export const product = products(equalBatches)
  .chain((p) => values.map((v) => ({ p, v })))
  .map(({ p, v }): Drawn => {
    const f = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, p.transposeA, p.transposeB);
    return {
      inputs: [hostTensor(p.a, v), hostTensor(p.b, v, 1)],
      compute: ([a, b]) => [f(a!, b!), ...tf.grads((s, t) => tf.mul(f(s!, t!), f(s!, t!)))([a!, b!])],
    };
  });

export const largeProduct = products(equalBatches, fc.integer({ min: 24, max: 40 }))
  .chain((p) => values.map((v) => ({ p, v })))
  .map(
    ({ p, v }): Drawn => ({
      inputs: [hostTensor(p.a, v), hostTensor(p.b, v, 1)],
      compute: ([a, b]) => [tf.matMul(a!, b!, p.transposeA, p.transposeB)],
    }),
  );

export const broadcastProduct = products(broadcastBatches)
  .chain((p) => values.map((v) => ({ p, v })))
  .map(({ p, v }): Drawn => {
    const outer = tf.broadcast_util.assertAndGetBroadcastShape(p.a.slice(0, -2), p.b.slice(0, -2));
    const whole = (t: tf.Tensor) => tf.broadcastTo(t, [...outer, ...t.shape.slice(-2)]);
    return {
      inputs: [hostTensor(p.a, v), hostTensor(p.b, v, 1)],
      compute: ([a, b]) => [tf.matMul(a!, b!, p.transposeA, p.transposeB)],
      reference: ([a, b]) => [tf.matMul(whole(a!), whole(b!), p.transposeA, p.transposeB)],
    };
  });

/** One right-hand side under two shapes, the second by a reshape that shares its data. */
export const twoShapes = fc.tuple(small(3), small(3), small(3), small(4), values).map(
  ([factor, k, n, m, v]): Drawn => ({
    inputs: [hostTensor([factor * k, n], v), hostTensor([m, factor * k], v, 1), hostTensor([m, k], v, 2)],
    compute: ([b, first, second]) => [tf.matMul(first!, b!), tf.matMul(second!, tf.reshape(b!, [k, factor * n])), tf.matMul(first!, b!)],
  }),
);

const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;

export const fused = products(equalBatches.filter(([outer]) => outer.length < 2))
  .chain((p) => fc.tuple(fc.constant(p), fc.constantFrom(...activations), fc.constantFrom('none', 'vector', 'row', 'one'), values))
  .map(([p, activation, bias, v]): Drawn => {
    const units = p.transposeB ? p.b.at(-2)! : p.b.at(-1)!;
    const biasShape = { none: [1], vector: [units], row: [1, units], one: [1] }[bias] as number[];
    return {
      inputs: [hostTensor(p.a, v), hostTensor(p.b, v, 1), hostTensor(biasShape, v, 2), hostTensor([units], v, 3)],
      compute: ([a, b, offset, alpha]) => [
        tf.fused.matMul({
          a: a!,
          b: b!,
          transposeA: p.transposeA,
          transposeB: p.transposeB,
          activation,
          leakyreluAlpha: 0.1,
          ...(bias === 'none' ? {} : { bias: offset! }),
          ...(activation === 'prelu' ? { preluActivationWeights: alpha! } : {}),
        }),
      ],
    };
  });
