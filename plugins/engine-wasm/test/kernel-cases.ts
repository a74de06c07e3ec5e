// One entry for every repaired kernel: random computations that reach it, forward or as a gradient, to be compared with the
// cpu engine. Part of the tests, not of the package.
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { hostTensor, type Padding, positions, type Values, values, type Window, windows } from './arbitraries.ts';
import { type Compute, type HostTensor, kernel } from './parity.ts';

export interface Drawn {
  readonly inputs: readonly HostTensor[];
  readonly compute: Compute;
  /** What the cpu engine computes instead, where its own kernel is not the definition. */
  readonly reference?: Compute;
}

export interface KernelCase {
  readonly kernel: string;
  readonly what: string;
  readonly draw: fc.Arbitrary<Drawn>;
}

type T4 = tf.Tensor4D;
type T5 = tf.Tensor5D;
const small = (max: number) => fc.integer({ min: 1, max });

/** The gradients of `f` with the output's gradient as the last input. */
const gradientsOf =
  (f: (...inputs: never[]) => tf.Tensor): Compute =>
  (inputs) =>
    tf.grads(f as (...args: tf.Tensor[]) => tf.Tensor)(inputs.slice(0, -1), inputs.at(-1));

const windowOf = (w: Window) => [w.batch, ...w.size, w.channels];

const conv2d = fc.tuple(windows(), small(5), values).map(([w, outputs, v]): Drawn => {
  const shapes = [windowOf(w), [...w.filter, w.channels, outputs], [w.batch, ...positions(w), outputs]];
  return {
    inputs: shapes.map((shape, i) => hostTensor(shape, v, i)),
    compute: gradientsOf((x: T4, filter: T4) => tf.conv2d(x, filter, w.stride, w.pad)),
  };
});

const conv2dTranspose = fc.tuple(windows({ padding: 'named' }), small(4), values).map(([w, outputs, v]): Drawn => {
  // The transposed convolution maps [B, oh, ow, O] to the window's own input.
  const from = [w.batch, ...positions(w), outputs];
  const to = windowOf(w) as [number, number, number, number];
  return {
    inputs: [hostTensor(from, v), hostTensor([...w.filter, w.channels, outputs], v, 1), hostTensor(to, v, 2)],
    compute: (inputs) => {
      const f = (y: T4, filter: T4) => tf.conv2dTranspose(y, filter, to, w.stride, w.pad as 'same' | 'valid');
      return [f(inputs[0] as T4, inputs[1] as T4), ...gradientsOf(f)(inputs)];
    },
  };
});

const depthwise = fc.tuple(windows(), small(3), values).map(([w, multiplier, v]): Drawn => {
  const shapes = [windowOf(w), [...w.filter, w.channels, multiplier], [w.batch, ...positions(w), w.channels * multiplier]];
  return {
    inputs: shapes.map((shape, i) => hostTensor(shape, v, i)),
    compute: gradientsOf((x: T4, filter: T4) => tf.depthwiseConv2d(x, filter, w.stride, w.pad as Exclude<Padding, object>)),
  };
});

/** The same two kernels by name with a dilation, for which tf has no gradient; the reference is a filter that is spread out. */
const dilatedDepthwise = (which: 'Filter' | 'Input') =>
  fc.tuple(windows({ dilated: true, padding: 'named' }), small(3), values).map(([w, multiplier, v]): Drawn => {
    const inputShape = windowOf(w);
    const filterShape = [...w.filter, w.channels, multiplier];
    const dyShape = [w.batch, ...positions(w), w.channels * multiplier];
    const [dh, dw] = w.dilation;
    const spread = (filter: tf.Tensor): tf.Tensor => {
      const [fh, fw] = w.filter;
      const apart = tf.pad(tf.reshape(filter, [fh, 1, fw, 1, w.channels, multiplier]), [
        [0, 0],
        [0, dh - 1],
        [0, 0],
        [0, dw - 1],
        [0, 0],
        [0, 0],
      ]);
      return tf.slice(
        tf.reshape(apart, [fh * dh, fw * dw, w.channels, multiplier]),
        [0, 0, 0, 0],
        [(fh - 1) * dh + 1, (fw - 1) * dw + 1, w.channels, multiplier],
      );
    };
    const attrs = { strides: [1, 1], dilations: w.dilation, pad: w.pad, filterShape, inputShape };
    const name = `DepthwiseConv2dNativeBackprop${which}`;
    return {
      inputs: [hostTensor(which === 'Filter' ? inputShape : filterShape, v), hostTensor(dyShape, v, 1)],
      compute: ([first, dy]) => [kernel(name, which === 'Filter' ? { x: first!, dy: dy! } : { filter: first!, dy: dy! }, attrs)],
      reference: ([first, dy]) => {
        if (which === 'Filter')
          return [tf.grad((filter) => tf.depthwiseConv2d(first as T4, spread(filter) as T4, 1, w.pad as 'same'))(tf.zeros(filterShape), dy)];
        return [tf.grad((x) => tf.depthwiseConv2d(x as T4, spread(first!) as T4, 1, w.pad as 'same'))(tf.zeros(inputShape), dy)];
      },
    };
  });

const bias = (channels: number, v: Values) => hostTensor([channels], v, 7);

const convolution = (dilated: boolean) =>
  fc.tuple(windows({ dilated }), small(5), fc.constantFrom('linear' as const, 'relu' as const, 'elu' as const), values).map(
    ([w, outputs, activation, v]): Drawn => ({
      inputs: [hostTensor(windowOf(w), v), hostTensor([...w.filter, w.channels, outputs], v, 1), bias(outputs, v)],
      compute: ([x, filter, offset]) => [
        tf.conv2d(x as T4, filter as T4, w.stride, w.pad, 'NHWC', w.dilation),
        tf.fused.conv2d({ x: x as T4, filter: filter as T4, strides: w.stride, pad: w.pad, dilations: w.dilation, bias: offset!, activation }),
      ],
    }),
  );

const depthwiseConvolution = (dilated: boolean) =>
  fc.tuple(windows({ dilated }), small(3), fc.constantFrom('linear' as const, 'relu' as const, 'elu' as const), values).map(
    ([w, multiplier, activation, v]): Drawn => ({
      inputs: [hostTensor(windowOf(w), v), hostTensor([...w.filter, w.channels, multiplier], v, 1), bias(w.channels * multiplier, v)],
      compute: ([x, filter, offset]) => {
        const pad = w.pad as Exclude<Padding, object>;
        return [
          tf.depthwiseConv2d(x as T4, filter as T4, w.stride, pad, 'NHWC', w.dilation),
          tf.fused.depthwiseConv2d({ x: x as T4, filter: filter as T4, strides: w.stride, pad, dilations: w.dilation, bias: offset!, activation }),
        ];
      },
    }),
  );

const gather = fc.tuple(small(6), small(8), small(5), values).map(([rows, picked, width, v]): Drawn => {
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

const segments = fc.tuple(small(6), small(8), fc.array(small(4), { maxLength: 2 }), values).map(([count, rows, rest, v]): Drawn => {
  // One id in a few is negative or too large: such rows are dropped.
  const ids = hostTensor([rows], v, 1).values.map((value) => (Math.abs(Math.floor(value * 100)) % (count + 2)) - 1);
  return {
    inputs: [hostTensor([rows, ...rest], v), { shape: [rows], values: ids, dtype: 'int32' }],
    compute: ([x, segmentIds]) => [tf.stack([x!, tf.abs(x!)].map((each) => tf.unsortedSegmentSum(each, segmentIds as tf.Tensor1D, count)))],
  };
});

const pooled = (op: typeof tf.maxPool) =>
  fc.tuple(windows({ padding: 'pool' }), values).map(
    ([w, v]): Drawn => ({
      inputs: [hostTensor(windowOf(w), v), hostTensor([w.batch, ...positions(w), w.channels], v, 1)],
      compute: ([x, dy]) => {
        const f = (t: tf.Tensor) => op(t as T4, w.filter, w.stride, w.pad);
        return [f(x!), tf.grad(f)(x!, dy)];
      },
    }),
  );

const pool = fc.tuple(windows({ dilated: true, padding: 'named' }), fc.constantFrom('max' as const, 'avg' as const), values).map(
  ([w, type, v]): Drawn => ({
    inputs: [hostTensor(windowOf(w), v), hostTensor([w.batch, ...positions(w), w.channels], v, 1)],
    compute: ([x, dy]) => {
      const f = (t: tf.Tensor) => tf.pool(t as T4, w.filter, type, w.pad as 'same', w.dilation);
      return [f(x!), tf.grad(f)(x!, dy)];
    },
  }),
);

const conv3d = fc
  .record({
    batch: small(2),
    size: fc.tuple(small(5), small(5), small(5)),
    filter: fc.tuple(small(3), small(3), small(3)),
    stride: fc.tuple(small(2), small(2), small(2)),
  })
  .chain((g) => fc.tuple(fc.constant(g), fc.constantFrom('same' as const, 'valid' as const), small(3), small(3), values))
  .filter(([g, pad]) => pad === 'same' || g.size.every((size, i) => size >= g.filter[i]!))
  .map(([{ batch, size, filter, stride }, pad, channels, outputs, v]): Drawn => {
    const out = size.map((length, i) => (pad === 'same' ? Math.ceil(length / stride[i]!) : Math.floor((length - filter[i]!) / stride[i]!) + 1));
    return {
      inputs: [hostTensor([batch, ...size, channels], v), hostTensor([...filter, channels, outputs], v, 1), hostTensor([batch, ...out, outputs], v, 2)],
      compute: gradientsOf((x: T5, f: T5) => tf.conv3d(x, f, stride, pad)),
    };
  });

const cast = fc
  .tuple(small(9), fc.constantFrom<tf.DataType>('float32', 'int32', 'bool'), fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const), values)
  .map(([length, to, dtype, v]): Drawn => {
    const scale = dtype === 'bool' ? 1 : 256;
    const drawn = hostTensor([length], v).values.map((value) =>
      dtype === 'float32' ? value * scale : Math.abs(Math.round(value)) * (dtype === 'bool' ? 1 : scale),
    );
    const bounded = drawn.map((value) => (dtype === 'bool' ? Number(value !== 0) : value));
    return { inputs: [{ shape: [length], values: bounded, dtype }], compute: ([x]) => [tf.cast(x!, to)] };
  });

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

const product = products(equalBatches)
  .chain((p) => values.map((v) => ({ p, v })))
  .map(({ p, v }): Drawn => {
    const f = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, p.transposeA, p.transposeB);
    return {
      inputs: [hostTensor(p.a, v), hostTensor(p.b, v, 1)],
      compute: ([a, b]) => [f(a!, b!), ...tf.grads((s, t) => tf.mul(f(s!, t!), f(s!, t!)))([a!, b!])],
    };
  });

const largeProduct = products(equalBatches, fc.integer({ min: 24, max: 40 }))
  .chain((p) => values.map((v) => ({ p, v })))
  .map(
    ({ p, v }): Drawn => ({
      inputs: [hostTensor(p.a, v), hostTensor(p.b, v, 1)],
      compute: ([a, b]) => [tf.matMul(a!, b!, p.transposeA, p.transposeB)],
    }),
  );

const broadcastProduct = products(broadcastBatches)
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
const twoShapes = fc.tuple(small(3), small(3), small(3), small(4), values).map(
  ([factor, k, n, m, v]): Drawn => ({
    inputs: [hostTensor([factor * k, n], v), hostTensor([m, factor * k], v, 1), hostTensor([m, k], v, 2)],
    compute: ([b, first, second]) => [tf.matMul(first!, b!), tf.matMul(second!, tf.reshape(b!, [k, factor * n])), tf.matMul(first!, b!)],
  }),
);

const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;

const fused = products(equalBatches.filter(([outer]) => outer.length < 2))
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

const tile = fc
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
const reduction = (op: (x: tf.Tensor, axis: number[], keepDims: boolean) => tf.Tensor) =>
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

const batchNorm = fc.tuple(windows(), fc.boolean(), fc.boolean(), fc.boolean(), values).map(([w, scaled, shifted, broadcast, v]): Drawn => {
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

const identity = fc.tuple(small(5), values).map(
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

export const kernelCases: readonly KernelCase[] = [
  { kernel: 'Conv2D', what: 'any stride and padding', draw: convolution(false) },
  { kernel: 'FusedConv2D', what: 'with a dilation', draw: convolution(true) },
  { kernel: 'DepthwiseConv2dNative', what: 'any stride and padding', draw: depthwiseConvolution(false) },
  { kernel: 'FusedDepthwiseConv2D', what: 'with a dilation', draw: depthwiseConvolution(true) },
  { kernel: 'Conv3DBackpropFilterV2', what: 'both gradients of conv3d', draw: conv3d },
  { kernel: 'Conv2DBackpropFilter', what: 'both gradients of conv2d', draw: conv2d },
  { kernel: 'Conv2DBackpropInput', what: 'conv2dTranspose and its gradients', draw: conv2dTranspose },
  { kernel: 'DepthwiseConv2dNativeBackpropFilter', what: 'both gradients of depthwiseConv2d', draw: depthwise },
  { kernel: 'DepthwiseConv2dNativeBackpropFilter', what: 'with a dilation', draw: dilatedDepthwise('Filter') },
  { kernel: 'DepthwiseConv2dNativeBackpropInput', what: 'both gradients of depthwiseConv2d', draw: depthwise },
  { kernel: 'DepthwiseConv2dNativeBackpropInput', what: 'with a dilation', draw: dilatedDepthwise('Input') },
  { kernel: 'UnsortedSegmentSum', what: 'gradient of gather', draw: gather },
  { kernel: 'UnsortedSegmentSum', what: 'with ids out of range', draw: segments },
  { kernel: 'MaxPool', what: 'and its gradient', draw: pooled(tf.maxPool) },
  { kernel: 'AvgPool', what: 'and its gradient', draw: pooled(tf.avgPool) },
  { kernel: 'MaxPoolGrad', what: 'gradient of maxPool', draw: pooled(tf.maxPool) },
  { kernel: 'MaxPoolGrad', what: 'tf.pool with a dilation, max and avg', draw: pool },
  { kernel: 'Conv3DBackpropInputV2', what: 'both gradients of conv3d', draw: conv3d },
  { kernel: 'Cast', what: 'between all types', draw: cast },
  { kernel: 'BatchMatMul', what: 'with transposes and equal batches, and gradients', draw: product },
  { kernel: 'BatchMatMul', what: 'large enough for XNNPACK', draw: largeProduct },
  { kernel: 'BatchMatMul', what: 'with batches that broadcast', draw: broadcastProduct },
  { kernel: 'BatchMatMul', what: 'one right-hand side under two shapes', draw: twoShapes },
  { kernel: '_FusedMatMul', what: 'with every activation and kind of bias', draw: fused },
  { kernel: 'Conv2DBackpropInput', what: 'both gradients of conv2d', draw: conv2d },
  { kernel: 'Tile', what: 'any repetitions of any type', draw: tile },
  { kernel: 'Sum', what: 'over any axes', draw: reduction(tf.sum) },
  { kernel: 'Mean', what: 'over any axes', draw: reduction(tf.mean) },
  { kernel: 'FusedBatchNorm', what: 'and its gradients', draw: batchNorm },
  { kernel: 'Identity', what: 'a clone that outlives its source', draw: identity },
];
