// One call of every repaired kernel at the size of a training step, to be timed. Part of the tests, not of the package.
import * as tf from '@tensorflow/tfjs-core';

export interface KernelTiming {
  readonly kernel: string;
  /** What is timed, for the table. */
  readonly what: string;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly attrs?: Readonly<Record<string, unknown>>;
}

const map = [32, 16, 16, 32];
const filter = [3, 3, 32, 32];
const same = { strides: [1, 1], dilations: [1, 1], pad: 'same', dataFormat: 'NHWC' };

export const kernelTimings: readonly KernelTiming[] = [
  { kernel: 'Conv2DBackpropFilter', what: '3x3, 32 to 32 on 16x16, batch 32', inputs: { x: map, dy: map }, attrs: { ...same, filterShape: filter } },
  {
    kernel: 'DepthwiseConv2dNativeBackpropFilter',
    what: '3x3, 32 on 16x16, batch 32',
    inputs: { x: map, dy: map },
    attrs: { ...same, filterShape: [3, 3, 32, 1] },
  },
  {
    kernel: 'DepthwiseConv2dNativeBackpropInput',
    what: '3x3, 32 on 16x16, batch 32',
    inputs: { dy: map, filter: [3, 3, 32, 1] },
    attrs: { ...same, inputShape: map },
  },
  { kernel: 'UnsortedSegmentSum', what: '256 x 32 into 64', inputs: { x: [256, 32], segmentIds: [256] }, attrs: { numSegments: 64 } },
  {
    kernel: 'MaxPoolGrad',
    what: '2x2 on 32x32x16, batch 32',
    inputs: { dy: [32, 16, 16, 16], input: [32, 32, 32, 16], output: [32, 16, 16, 16] },
    attrs: { filterSize: 2, strides: 2, pad: 'valid' },
  },
  {
    kernel: 'Conv3DBackpropInputV2',
    what: '3x3x3, 4 to 8 on 8x8x8, batch 4',
    inputs: { dy: [4, 8, 8, 8, 8], filter: [3, 3, 3, 4, 8] },
    attrs: { strides: [1, 1, 1], pad: 'same', inputShape: [4, 8, 8, 8, 4] },
  },
  {
    kernel: 'Conv3DBackpropFilterV2',
    what: '3x3x3, 4 to 8 on 8x8x8, batch 4',
    inputs: { x: [4, 8, 8, 8, 4], dy: [4, 8, 8, 8, 8] },
    attrs: { strides: [1, 1, 1], pad: 'same', filterShape: [3, 3, 3, 4, 8] },
  },
  { kernel: 'Cast', what: '1M float32 to bool', inputs: { x: [1024, 1024] }, attrs: { dtype: 'bool' } },
  { kernel: 'Conv2D', what: '3x3, 32 to 32 on 16x16, batch 32', inputs: { x: map, filter }, attrs: same },
  { kernel: 'FusedConv2D', what: '3x3, 32 to 32 on 16x16, batch 32, relu', inputs: { x: map, filter, bias: [32] }, attrs: { ...same, activation: 'relu' } },
  { kernel: 'DepthwiseConv2dNative', what: '3x3, 32 on 16x16, batch 32', inputs: { x: map, filter: [3, 3, 32, 1] }, attrs: same },
  {
    kernel: 'FusedDepthwiseConv2D',
    what: '3x3, 32 on 16x16, batch 32, relu',
    inputs: { x: map, filter: [3, 3, 32, 1], bias: [32] },
    attrs: { ...same, activation: 'relu' },
  },
  { kernel: 'MaxPool', what: '2x2 on 32x32x16, batch 32', inputs: { x: [32, 32, 32, 16] }, attrs: { filterSize: 2, strides: 2, pad: 'valid' } },
  { kernel: 'AvgPool', what: '2x2 on 32x32x16, batch 32', inputs: { x: [32, 32, 32, 16] }, attrs: { filterSize: 2, strides: 2, pad: 'valid' } },
  { kernel: 'BatchMatMul', what: '128x800 by 800x800 transposed', inputs: { a: [128, 800], b: [800, 800] }, attrs: { transposeA: false, transposeB: true } },
  {
    kernel: '_FusedMatMul',
    what: '128x800 transposed by 128x800, bias, relu',
    inputs: { a: [1, 128, 800], b: [1, 128, 800], bias: [800] },
    attrs: { transposeA: true, transposeB: false, activation: 'relu' },
  },
  { kernel: 'Conv2DBackpropInput', what: '3x3, 32 to 32 on 16x16, batch 32', inputs: { dy: map, filter }, attrs: { ...same, inputShape: map } },
  { kernel: 'Tile', what: '[1, 1, 1, 32] to [32, 16, 16, 32]', inputs: { x: [1, 1, 1, 32] }, attrs: { reps: [32, 16, 16, 1] } },
  { kernel: 'Sum', what: '[64, 32, 32, 32] over all but channels', inputs: { x: [64, 32, 32, 32] }, attrs: { axis: [0, 1, 2], keepDims: false } },
  { kernel: 'Mean', what: '[64, 32, 32, 32] over all but channels', inputs: { x: [64, 32, 32, 32] }, attrs: { axis: [0, 1, 2], keepDims: false } },
  {
    kernel: 'FusedBatchNorm',
    what: '[64, 16, 16, 64]',
    inputs: { x: [64, 16, 16, 64], mean: [64], variance: [64], offset: [64], scale: [64] },
    attrs: { varianceEpsilon: 1e-3 },
  },
  { kernel: 'Identity', what: '1M float32', inputs: { x: [1024, 1024] } },
];

const ROUNDS = 9;

/** Median CPU milliseconds of a call on the current backend, after some that warm up. Other processes do not count. */
export function cpuMilliseconds({ kernel, inputs, attrs }: KernelTiming, rounds = ROUNDS, warmUp = 2): number {
  const made = Object.fromEntries(
    Object.entries(inputs).map(([name, shape], i) => {
      if (name === 'segmentIds') return [name, tf.randomUniform([...shape], 0, 64, 'int32', i)];
      return [name, tf.randomUniform([...shape], name === 'variance' ? 0.5 : -1, 1, 'float32', i)];
    }),
  );
  const times: number[] = [];
  for (let round = -warmUp; round < rounds; round++) {
    const from = process.cpuUsage();
    const out = tf.engine().runKernel(kernel, made, { ...attrs } as never) as tf.Tensor;
    const { user, system } = process.cpuUsage(from);
    out.dispose();
    if (round >= 0) times.push((user + system) / 1000);
  }
  tf.dispose(made);
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
}
