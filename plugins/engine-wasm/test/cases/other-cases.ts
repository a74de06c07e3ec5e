// Cases of pools, gathers, reductions and the rest. Part of the tests, not of the package.
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { hostTensor, positions, values, type Window, windows } from '../arbitraries.ts';
import { type Drawn, small } from './drawn.ts';

type T4 = tf.Tensor4D;
const windowOf = (w: Window) => [w.batch, ...w.size, w.channels];

export const gather = fc.tuple(small(6), small(8), small(5), values).map(([rows, picked, width, v]): Drawn => {
  const ids = hostTensor([picked], v, 1).values.map((value) => Math.abs(Math.floor(value * 100)) % rows);
  return {
    inputs: [hostTensor([rows, width], v), { shape: [picked], values: ids, dtype: 'int32' }, hostTensor([picked, width], v, 2)],
    // The gradient of the magnitudes gives the scale: a sum near 0 has no correct digits of its own.
    compute: ([x, indices, dy]) => {
      const gradient = tf.grad((table) => tf.gather(table, indices as tf.Tensor1D));
      return [tf.stack([gradient(x!, dy!), gradient(x!, tf.abs(dy!))])];
    },
  };
});

export const segments = fc.tuple(small(6), small(8), fc.array(small(4), { maxLength: 2 }), values).map(([count, rows, rest, v]): Drawn => {
  // One id in a few is negative or too large: such rows are dropped.
  const ids = hostTensor([rows], v, 1).values.map((value) => (Math.abs(Math.floor(value * 100)) % (count + 2)) - 1);
  return {
    inputs: [hostTensor([rows, ...rest], v), { shape: [rows], values: ids, dtype: 'int32' }],
    compute: ([x, segmentIds]) => [tf.stack([x!, tf.abs(x!)].map((each) => tf.unsortedSegmentSum(each, segmentIds as tf.Tensor1D, count)))],
  };
});

export const pooled = (op: typeof tf.maxPool) =>
  fc.tuple(windows({ padding: 'pool' }), values).map(
    ([w, v]): Drawn => ({
      inputs: [hostTensor(windowOf(w), v), hostTensor([w.batch, ...positions(w), w.channels], v, 1)],
      compute: ([x, dy]) => {
        const f = (t: tf.Tensor) => op(t as T4, w.filter, w.stride, w.pad);
        return [f(x!), tf.grad(f)(x!, dy)];
      },
    }),
  );

export const pool = fc.tuple(windows({ dilated: true, padding: 'named' }), fc.constantFrom('max' as const, 'avg' as const), values).map(
  ([w, type, v]): Drawn => ({
    inputs: [hostTensor(windowOf(w), v), hostTensor([w.batch, ...positions(w), w.channels], v, 1)],
    compute: ([x, dy]) => {
      const f = (t: tf.Tensor) => tf.pool(t as T4, w.filter, type, w.pad as 'same', w.dilation);
      return [f(x!), tf.grad(f)(x!, dy)];
    },
  }),
);

export const cast = fc
  .tuple(small(9), fc.constantFrom<tf.DataType>('float32', 'int32', 'bool'), fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const), values)
  .map(([length, to, dtype, v]): Drawn => {
    const scale = dtype === 'bool' ? 1 : 256;
    const drawn = hostTensor([length], v).values.map((value) =>
      dtype === 'float32' ? value * scale : Math.abs(Math.round(value)) * (dtype === 'bool' ? 1 : scale),
    );
    const bounded = drawn.map((value) => (dtype === 'bool' ? Number(value !== 0) : value));
    return { inputs: [{ shape: [length], values: bounded, dtype }], compute: ([x]) => [tf.cast(x!, to)] };
  });

export const tile = fc
  .array(fc.tuple(small(4), small(3)), { minLength: 1, maxLength: 4 })
  .chain((axes) => fc.tuple(fc.constant(axes), fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const), values))
  .map(([axes, dtype, v]): Drawn => {
    const drawn = hostTensor(
      axes.map(([length]) => length),
      v,
    );
    const typed = drawn.values.map((value) => (dtype === 'float32' ? value : dtype === 'bool' ? Number(value > 0) : Math.round(value * 10)));
    return {
      inputs: [{ ...drawn, values: typed, dtype }],
      compute: ([x]) => [
        tf.tile(
          x!,
          axes.map(([, reps]) => reps),
        ),
      ],
    };
  });

/** Any axes of up to four, long enough in some draws for halves to be added. */
export const reduction = (op: (x: tf.Tensor, axis: number[], keepDims: boolean) => tf.Tensor) =>
  fc
    .array(fc.oneof(small(5), fc.integer({ min: 60, max: 140 })), { minLength: 1, maxLength: 4 })
    .filter((shape) => shape.reduce((a, b) => a * b, 1) < 60_000)
    .chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.subarray(
          shape.map((_, axis) => axis),
          { minLength: 1 },
        ),
        fc.boolean(),
        values,
      ),
    )
    .map(
      ([shape, axes, keepDims, v]): Drawn => ({
        inputs: [hostTensor(shape, v)], // The sum of the magnitudes gives the scale: a sum near 0 has no correct digits of its own.
        compute: ([x]) => [tf.stack([op(x!, axes, keepDims), op(tf.abs(x!), axes, keepDims)])],
      }),
    );

export const batchNorm = fc.tuple(windows(), fc.boolean(), fc.boolean(), fc.boolean(), values).map(([w, scaled, shifted, broadcast, v]): Drawn => {
  const statistics = broadcast ? [1, 1, 1, w.channels] : [w.channels];
  const positive = { ...hostTensor(statistics, v, 2), values: hostTensor(statistics, v, 2).values.map((value) => value * value + 0.1) };
  return {
    inputs: [hostTensor(windowOf(w), v), hostTensor(statistics, v, 1), positive, hostTensor(statistics, v, 3), hostTensor(statistics, v, 4)],
    compute: ([x, mean, variance, offset, scale]) => {
      const f = (a: tf.Tensor, m: tf.Tensor, s: tf.Tensor) => tf.batchNorm(a, m, s, shifted ? offset : undefined, scaled ? scale : undefined, 1e-3);
      const forward = f(x!, mean!, variance!);
      // The gradient of TensorFlow.js needs a scale, an offset, and statistics of rank 1.
      return broadcast || !scaled || !shifted ? [forward] : [forward, ...tf.grads((a, m, s) => tf.square(f(a!, m!, s!)))([x!, mean!, variance!])];
    },
  };
});

export const identity = fc.tuple(small(5), values).map(
  ([length, v]): Drawn => ({
    inputs: [hostTensor([length], v)],
    compute: ([x]) => {
      const copy = tf.clone(x!);
      const changed = tf.add(copy, 1);
      copy.dispose();
      return [x!.clone(), changed];
    },
  }),
);
