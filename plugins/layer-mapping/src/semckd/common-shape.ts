// Two layers brought to one size, each in its channels. Nothing is ever enlarged.
import type { Shape, Tensor, Tensor4D } from '@retort/kernel';
import { adaptiveAveragePool, clone } from '@retort/tensor';
import { poolToVector } from '../attend/pool-to-vector.ts';

/**
 * How two layers meet. Two maps: both pooled to the smaller height and the smaller width. Layers that differ in their channels alone: as
 * they are. Others, a map and a vector: both as vectors, by the mean over all axes but the channels.
 *
 * @param student - without the batch axis.
 * @param teacher - likewise.
 * @returns for each side its shape, and the map to it from `[B, ...]`.
 */
export function commonShape(student: Shape, teacher: Shape): { readonly shapeOf: (own: Shape) => Shape; readonly reduce: (x: Tensor) => Tensor } {
  if (student.length === 3 && teacher.length === 3) {
    const size = [Math.min(student[0]!, teacher[0]!), Math.min(student[1]!, teacher[1]!)] as const;
    return { shapeOf: (own) => [...size, own[2]!], reduce: (x) => adaptiveAveragePool(x as Tensor4D, size) };
  }
  const lead = (shape: Shape) => shape.slice(0, -1).join();
  if (lead(student) === lead(teacher)) return { shapeOf: (own) => own, reduce: (x) => clone(x) };
  return { shapeOf: (own) => own.slice(-1), reduce: poolToVector };
}
