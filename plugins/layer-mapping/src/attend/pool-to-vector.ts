// A layer's activation as one vector per sample.
import type { Tensor, Tensor2D } from '@retort/kernel';
import { clone, mean } from '@retort/tensor';

/** `[B, ..., c]` -> `[B, c]`: the mean over all axes between; a vector is as it is. The result is a tensor of its own. */
export function poolToVector(x: Tensor): Tensor2D {
  const between = x.shape.slice(1, -1).map((_, index) => index + 1);
  return between.length === 0 ? (clone(x) as Tensor2D) : mean(x, between);
}
