// Where a network looks: its activation, summed up over channels.
import type { Tensor2D, Tensor4D } from '@retort/kernel';
import { l2Normalise, mean, reshape } from '@retort/tensor';
import { magnitude } from './magnitude.ts';

/**
 * `Q = flatten(mean_c |F|^power) / ||.||_2` per sample: `[B, h, w, c]` -> `[B, h w]`, of length 1, or 0 where the map is.
 * A sum over channels instead of the mean would give the same `Q`.
 */
export function attentionMap(map: Tensor4D, power: number): Tensor2D {
  return l2Normalise(reshape(mean(magnitude(map, power), 3), [map.shape[0], -1]) as Tensor2D, 1);
}
