// What an augmented teacher sees beside the inputs themselves: mirrored, shifted or noisy copies of a batch.
import type { Batch, RandomStream, Tensor, Tensor4D } from '@retort/kernel';
import { add, gather, mul, pad, shape, slice, tensor1d } from '@retort/tensor';
import { z } from 'zod';
import { sampleNormals } from '../wrapper/sample-draws.ts';

export const View = z.union([
  z.strictObject({ flip: z.enum(['horizontal', 'vertical']).describe('Mirrored: left and right change places, or top and bottom.') }),
  z.strictObject({ shift: z.tuple([z.int(), z.int()]).describe('Pixels down and to the right, negative ones up and left. What comes in is 0.') }),
  z.strictObject({ noise: z.number().gt(0).describe('Standard deviation of normal noise on every input.') }),
]);

export type View = z.infer<typeof View>;

/** For the view of a batch: part of a cache key. */
export const nameOf = (view: View, place: number): string => `${place} ${JSON.stringify(view)}`;

/**
 * The batch's inputs in this view, of the surrounding scope. A flip and a shift need maps `[B, H, W, C]`.
 *
 * @throws KD_E_TENSOR_SHAPE
 */
export function seen(view: View, batch: Batch, random: RandomStream): Tensor {
  const { inputs } = batch;
  if ('noise' in view) return add(inputs, mul(sampleNormals(batch, inputs.shape, random), view.noise));
  const { B, H, W, C } = shape(inputs, 'B H W C', 'inputs of a teacher that flips or shifts');
  if ('flip' in view) {
    const [axis, length] = view.flip === 'vertical' ? [1, H] : [2, W];
    return gather(
      inputs,
      tensor1d(
        Array.from({ length }, (_, place) => length - 1 - place),
        'int32',
      ),
      axis,
    );
  }
  const [down, right] = view.shift;
  const padded = pad(inputs as Tensor4D, [[0, 0], sides(down), sides(right), [0, 0]]);
  return slice(padded, [0, Math.max(-down, 0), Math.max(-right, 0), 0], [B, H, W, C]);
}

/** Zeros before and after, so that a window of the old size, moved, sees them. */
const sides = (by: number): [number, number] => [Math.max(by, 0), Math.max(-by, 0)];
