// A convolution, batch norm with moving statistics, ReLU: what the bottlenecks of connectors are made of.
import type { RandomStream, Tensor } from '@retort/kernel';
import { relu } from '@retort/tensor';
import { type MovingBatchNorm, movingBatchNorm } from './batch-norm.ts';
import { convolution } from './convolution.ts';

export interface ConvBlock extends Pick<MovingBatchNorm, 'state'> {
  /** `kernel` `[k, k, from, to]` (He normal, fan-in), `scale`, `offset` `[to]`. No bias: batch norm would take it away. */
  readonly variables: MovingBatchNorm['variables'];
  apply(x: Tensor, training: boolean): Tensor;
}

/** The map keeps its size. */
export function convBlock(random: RandomStream, size: 1 | 3, from: number, to: number): ConvBlock {
  const mapping = convolution({ random, size: [size, size], from, to, bias: false, pad: 'same' });
  const norm = movingBatchNorm(to);
  return {
    variables: { ...mapping.variables, ...norm.variables },
    state: norm.state,
    apply: (x, training) => relu(norm.apply(mapping.apply(x), training)),
  };
}
