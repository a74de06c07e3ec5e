// A trained convolution over maps, for connectors and for knowledge with modules of its own. Stride 1 unless told otherwise.
import type { RandomStream, Shape, Tensor, Tensor4D, Variable } from '@retort/kernel';
import { add, conv2d, createVariable, zeros } from '@retort/tensor';
import { heNormal } from '../connector/he-normal.ts';

export interface ConvolutionBuild {
  readonly random: RandomStream;
  /** Height and width of the kernel. */
  readonly size: readonly [number, number];
  readonly from: number;
  readonly to: number;
  readonly bias: boolean;
  readonly stride?: number;
  /** 'same' keeps the map's size at stride 1; 'valid' when absent. */
  readonly pad?: 'same' | 'valid';
  /** He normal when absent. */
  readonly initialise?: (random: RandomStream, shape: Shape, fanIn: number) => Variable;
}

export interface Convolution {
  /** `kernel` `[h, w, from, to]` and, where asked for, `bias` `[to]`. */
  readonly variables: Readonly<Record<string, Variable>>;
  apply(x: Tensor): Tensor4D;
}

/** Kernels are He normal by fan-in unless told otherwise, biases 0. */
export function convolution({
  random,
  size: [height, width],
  from,
  to,
  bias,
  stride = 1,
  pad = 'valid',
  initialise = heNormal,
}: ConvolutionBuild): Convolution {
  const kernel = initialise(random.child('kernel'), [height, width, from, to], height * width * from);
  const offset = bias ? createVariable(zeros([to])) : undefined;
  return {
    variables: offset === undefined ? { kernel } : { kernel, bias: offset },
    apply(x) {
      const mapped = conv2d(x as Tensor4D, kernel as Tensor4D, stride, pad);
      return offset === undefined ? mapped : add(mapped, offset);
    },
  };
}
