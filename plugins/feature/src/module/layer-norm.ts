// Layer normalisation over the last axis, for connectors. Ba, Kiros, Hinton 2016, arXiv:1607.06450.
import type { Tensor, Variable } from '@retort/kernel';
import { add, createVariable, mean, mul, ones, rsqrt, square, sub, zeros } from '@retort/tensor';

const EPSILON = 1e-5;

export interface LayerNorm {
  /** `scale` (ones) and `offset` (zeros), `[c]`. */
  readonly variables: Readonly<Record<string, Variable>>;
  /** `[..., c]` -> the same. */
  apply(x: Tensor): Tensor;
}

/** `(x - mean_c x) / sqrt(var_c x + 1e-5) * scale + offset`, biased variance. */
export function layerNorm(channels: number): LayerNorm {
  const [scale, offset] = [createVariable(ones([channels])), createVariable(zeros([channels]))];
  return {
    variables: { scale, offset },
    apply(x) {
      const centred = sub(x, mean(x, -1, true));
      return add(mul(mul(centred, rsqrt(add(mean(square(centred), -1, true), EPSILON))), scale), offset);
    },
  };
}
