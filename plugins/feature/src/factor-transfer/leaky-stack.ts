// Three convolutions with leaky ReLUs: what the paraphraser's encoder and decoder and the translator are made of.
import type { RandomStream, Tensor, Variable } from '@retort/kernel';
import { maximum, mul } from '@retort/tensor';
import { type BatchNorm, batchNorm } from '../module/batch-norm.ts';
import { convolution } from '../module/convolution.ts';
import { prefixed } from '../module/prefixed.ts';

/** The slope below 0. */
const LEAK = 0.1;

export interface LeakyStackBuild {
  readonly random: RandomStream;
  /** Before the first layer and after each. */
  readonly channels: readonly [number, number, number, number];
  /** Whether batch norm, by the statistics of the batch, stands before each leaky ReLU. */
  readonly norm: boolean;
}

export interface LeakyStack {
  /** `layer0/kernel` `[3, 3, from, to]` (He normal) and `layer0/bias`, or with batch norm `layer0/scale` and `layer0/offset`, and so on. */
  readonly variables: Readonly<Record<string, Variable>>;
  /** `[B, h, w, c]` -> `[B, h, w, c']`. */
  apply(map: Tensor): Tensor;
}

/** `x <- leakyReLU(norm(conv3x3(x)))`, three times. Every map keeps its size. */
export function leakyStack({ random, channels, norm }: LeakyStackBuild): LeakyStack {
  const layers = channels.slice(1).map((to, index) => {
    const from = channels[index]!;
    const mapping = convolution({ random: random.child(`layer${index}`), size: [3, 3], from, to, bias: !norm, pad: 'same' });
    const normed: Pick<BatchNorm, 'variables' | 'apply'> = norm ? batchNorm(to) : { variables: {}, apply: (x) => x };
    return { variables: { ...mapping.variables, ...normed.variables }, apply: (x: Tensor) => leaky(normed.apply(mapping.apply(x))) };
  });
  return {
    variables: prefixed(Object.fromEntries(layers.map(({ variables }, index) => [`layer${index}`, variables]))),
    apply: (map) => layers.reduce((x, layer) => layer.apply(x), map),
  };
}

function leaky(x: Tensor): Tensor {
  return maximum(mul(x, LEAK), x);
}
