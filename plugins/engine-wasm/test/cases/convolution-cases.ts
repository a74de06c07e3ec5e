// Cases of convolutions: forward, and both gradients of each kind. Part of the tests, not of the package.
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { hostTensor, type Padding, positions, type Values, values, type Window, windows } from '../arbitraries.ts';
import { type Compute, kernel } from '../parity.ts';
import { type Drawn, small } from './drawn.ts';

type T4 = tf.Tensor4D;
type T5 = tf.Tensor5D;

/** The gradients of `f` with the output's gradient as the last input. */
const gradientsOf =
  (f: (...inputs: never[]) => tf.Tensor): Compute =>
  (inputs) =>
    tf.grads(f as (...args: tf.Tensor[]) => tf.Tensor)(inputs.slice(0, -1), inputs.at(-1));

const windowOf = (w: Window) => [w.batch, ...w.size, w.channels];

export const conv2d = fc.tuple(windows(), small(5), values).map(([w, outputs, v]): Drawn => {
  const shapes = [windowOf(w), [...w.filter, w.channels, outputs], [w.batch, ...positions(w), outputs]];
  return {
    inputs: shapes.map((shape, i) => hostTensor(shape, v, i)),
    compute: gradientsOf((x: T4, filter: T4) => tf.conv2d(x, filter, w.stride, w.pad)),
  };
});

export const conv2dTranspose = fc.tuple(windows({ padding: 'named' }), small(4), values).map(([w, outputs, v]): Drawn => {
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

export const depthwise = fc.tuple(windows(), small(3), values).map(([w, multiplier, v]): Drawn => {
  const shapes = [windowOf(w), [...w.filter, w.channels, multiplier], [w.batch, ...positions(w), w.channels * multiplier]];
  return {
    inputs: shapes.map((shape, i) => hostTensor(shape, v, i)),
    compute: gradientsOf((x: T4, filter: T4) => tf.depthwiseConv2d(x, filter, w.stride, w.pad as Exclude<Padding, object>)),
  };
});

/** The same two kernels by name with a dilation, for which tf has no gradient; the reference is a filter that is spread out. */
export const dilatedDepthwise = (which: 'Filter' | 'Input') =>
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

export const convolution = (dilated: boolean) =>
  fc.tuple(windows({ dilated }), small(5), fc.constantFrom('linear' as const, 'relu' as const, 'elu' as const), values).map(
    ([w, outputs, activation, v]): Drawn => ({
      inputs: [hostTensor(windowOf(w), v), hostTensor([...w.filter, w.channels, outputs], v, 1), bias(outputs, v)],
      compute: ([x, filter, offset]) => [
        tf.conv2d(x as T4, filter as T4, w.stride, w.pad, 'NHWC', w.dilation),
        tf.fused.conv2d({ x: x as T4, filter: filter as T4, strides: w.stride, pad: w.pad, dilations: w.dilation, bias: offset!, activation }),
      ],
    }),
  );

export const depthwiseConvolution = (dilated: boolean) =>
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

export const conv3d = fc
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
