// Clipping by the global norm (Pascanu et al. 2013): g <- g * min(1, limit / (norm + 1e-6)), as PyTorch computes it.
import type { NamedTensors, Scalar } from '@retort/kernel';
import { add, addN, minimum, mul, reciprocal, scalar, scope, sqrt, square, sum } from '@retort/tensor';

/** sqrt of the sum of all squares. The caller owns it. */
export function globalNorm(gradients: NamedTensors): Scalar {
  return scope(() => sqrt(addN(Object.values(gradients).map((gradient) => sum(square(gradient)) as Scalar))) as Scalar);
}

/** New tensors, owned by the caller; the given ones stay. */
export function clipByNorm(gradients: NamedTensors, norm: Scalar, limit: number): NamedTensors {
  return scope(() => {
    const factor = minimum(scalar(1), mul(reciprocal(add(norm, 1e-6)), limit));
    return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, mul(gradient, factor)]));
  });
}
