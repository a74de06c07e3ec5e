// Euclidean distances between the rows of one matrix, with a gradient that stays finite where rows are equal.
import type { Tensor2D } from '@retort/kernel';
import { shape } from '../shape.ts';
import { add, cast, div, greater, matMul, maximum, mean, mul, sqrt, square, sub, sum, tensor2d, transpose } from '../tf.ts';
import { closedForm } from './closed-form.ts';
import { LEAST_SQUARE } from './safe-norm.ts';

/**
 * `d_ij = sqrt(max(||x_i - x_j||^2, 1e-12))`, and 0 on the diagonal. Rows are centred first, which changes no distance and
 * keeps the cancellation in `||x_i||^2 + ||x_j||^2 - 2 x_i . x_j` small. Pairs under the clamp, and the diagonal, have zero
 * gradient.
 *
 * @param x - float32 `[B, D]`.
 * @returns float32 `[B, B]`, symmetric. The caller owns it.
 * @throws KD_E_TENSOR_SHAPE
 */
export function pairwiseDistance(x: Tensor2D): Tensor2D {
  const { B } = shape(x, 'B D', 'rows to compare');
  return closedForm(x, (input) => {
    const rows: Tensor2D = sub(input, mean(input, 0, true));
    const squares = sum(square(rows), 1, true);
    const squared = sub(add(squares, transpose(squares)), mul(matMul(rows, rows, false, true), 2));
    const others = offDiagonal(B);
    const distance = sqrt(maximum(squared, LEAST_SQUARE));
    const active = mul(others, cast(greater(squared, LEAST_SQUARE), 'float32'));
    return {
      value: mul(distance, others),
      saved: [rows, div(active, distance)],
      // sum_j w_ij (x_i - x_j), with w_ij = (dy_ij + dy_ji) / d_ij; centring drops out of the differences.
      gradient: (dy, centred, inverse) => {
        const weights = mul(add(dy, transpose(dy)), inverse) as Tensor2D;
        return sub(mul(centred, sum(weights, 1, true)), matMul(weights, centred));
      },
    };
  }) as Tensor2D;
}

function offDiagonal(size: number): Tensor2D {
  const ones = new Float32Array(size * size).fill(1);
  for (let at = 0; at < ones.length; at += size + 1) ones[at] = 0;
  return tensor2d(ones, [size, size]);
}
