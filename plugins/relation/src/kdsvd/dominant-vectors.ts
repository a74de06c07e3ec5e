// The leading right singular vectors of matrices, by way of the smaller of their two tables of products.
import type { Tensor } from '@retort/kernel';
import { detach, div, eye, l2Normalise, matMul, maximum, mul, reshape, sign, square, sum, transpose } from '@retort/tensor';
import { leadingEigenvectors, mostOf } from './leading-eigenvectors.ts';

const TINY = 1e-30;

export interface Dominant {
  /** `[B, c, n]`, columns of length 1 whose largest component is positive; 0 where the matrix has no further direction. */
  readonly vectors: Tensor;
  /** `[B, n]`, squared singular values, as shares of their sum. Constant. */
  readonly shares: Tensor;
}

/** Of each matrix of `[B, p, c]`, the right singular vectors of its `count` largest singular values, largest first. */
export function dominantVectors(matrices: Tensor, count: number): Dominant {
  const [, places, channels] = matrices.shape as [number, number, number];
  const isWide = places < channels;
  const table = isWide ? matMul(matrices, matrices, false, true) : matMul(matrices, matrices, true, false);
  // A constant: eigenvectors do not depend on the scale.
  const trace = sum(mul(detach(table), eye(Math.min(places, channels))), [1, 2], true);
  const scaled = div(table, maximum(trace, TINY));
  const found = leadingEigenvectors(scaled, count);
  const shares = sum(mul(detach(found), matMul(detach(scaled), detach(found))), 1);
  return { vectors: orient(isWide ? l2Normalise(matMul(matrices, found, true, false), 1) : found), shares };
}

/** Makes the component of largest magnitude of each column positive. */
function orient(columns: Tensor): Tensor {
  const [batch, size, count] = columns.shape as [number, number, number];
  // A column of each matrix becomes a row.
  const rows = reshape(transpose(detach(columns), [0, 2, 1]), [batch * count, size]);
  const largest = sum(mul(rows, mostOf(square(rows))), 1);
  return mul(columns, reshape(sign(largest), [batch, 1, count]));
}
