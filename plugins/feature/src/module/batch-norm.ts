// Batch normalisation over all axes but the last, for connectors and for knowledge with modules of its own.
import type { Tensor, Variable } from '@retort/kernel';
import { add, createVariable, detach, mean, mul, ones, rsqrt, square, sub, tensor1d, zeros } from '@retort/tensor';

const EPSILON = 1e-5;
/** The share of a batch in the moving statistics. */
const MOMENTUM = 0.1;

type Variables = Readonly<Record<string, Variable>>;

export interface BatchNorm {
  /** `scale` and `offset`, `[c]`. */
  readonly variables: Variables;
  /** By the statistics of this batch. */
  apply(x: Tensor): Tensor;
}

export interface MovingBatchNorm {
  readonly variables: Variables;
  /** `mean` and `variance`, `[c]`. */
  readonly state: Variables;
  /** In training by the statistics of this batch, which move the state; else by the state. */
  apply(x: Tensor, training: boolean): Tensor;
}

/**
 * `(x - mean) / sqrt(variance + 1e-5) * scale + offset`, of the batch, biased variance, always: for modules that exist in training
 * alone and so need no moving statistics. Where there is one value per channel it is `offset`.
 *
 * @param start - of the scale.
 */
export function batchNorm(channels: number, start = 1): BatchNorm {
  const { scale, offset } = affine(channels, start);
  return {
    variables: { scale, offset },
    apply(x) {
      const { centred, variance } = statistics(x);
      return normalise(centred, variance, scale, offset);
    },
  };
}

/** As batchNorm(), with moving statistics as PyTorch keeps them: `0.9 old + 0.1 new`, the variance unbiased. */
export function movingBatchNorm(channels: number): MovingBatchNorm {
  const { scale, offset } = affine(channels);
  const state = { mean: createVariable(zeros([channels]), false), variance: createVariable(ones([channels]), false) };
  return {
    variables: { scale, offset },
    state,
    apply(x, training) {
      if (!training) return normalise(sub(x, state.mean), state.variance, scale, offset);
      const { average, centred, variance } = statistics(x);
      const count = x.size / channels;
      move(state.mean, average, 1);
      move(state.variance, variance, count > 1 ? count / (count - 1) : 1);
      return normalise(centred, variance, scale, offset);
    },
  };
}

function affine(channels: number, start = 1) {
  return { scale: createVariable(tensor1d(new Float32Array(channels).fill(start))), offset: createVariable(zeros([channels])) };
}

function statistics(x: Tensor) {
  const axes = x.shape.slice(1).map((_, axis) => axis);
  const average = mean(x, axes);
  const centred = sub(x, average);
  return { average, centred, variance: mean(square(centred), axes) };
}

function normalise(centred: Tensor, variance: Tensor, scale: Variable, offset: Variable): Tensor {
  return add(mul(centred, mul(rsqrt(add(variance, EPSILON)), scale)), offset);
}

function move(moving: Variable, value: Tensor, factor: number): void {
  moving.assign(add(mul(moving, 1 - MOMENTUM), mul(detach(value), MOMENTUM * factor)));
}
