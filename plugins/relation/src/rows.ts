// A mapped pair as two matrices of one row for each sample: what most relations start from.
import type { Tensor, Tensor2D } from '@retort/kernel';
import { reshape, shape } from '@retort/tensor';

export interface Rows {
  /** `[B, d_s]`. */
  readonly student: Tensor2D;
  /** `[B, d_t]`. */
  readonly teacher: Tensor2D;
  /** B. */
  readonly size: number;
}

/** Flattens every sample; in which order its values come changes no relation. @throws KD_E_TENSOR_SHAPE unless the batches are of one size. */
export function toRows({ student, teacher }: { readonly student: Tensor; readonly teacher: Tensor }): Rows {
  const { B } = shape(student, 'B ...', 'student activation');
  shape(teacher, `${B} ...`, 'teacher activation');
  return { student: flatten(student), teacher: flatten(teacher), size: B as number };
}

function flatten(x: Tensor): Tensor2D {
  return reshape(x, [x.shape[0]!, x.size / x.shape[0]!]);
}
