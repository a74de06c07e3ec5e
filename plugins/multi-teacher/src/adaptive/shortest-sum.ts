// The shortest weighted sum of a few vectors, where no vector may have more than its share. On the device: nothing is read back.
import type { Tensor1D, Tensor2D } from '@retort/kernel';
import { add, argMax, closedForm, div, expandDims, eye, fill, max, maximum, minimum, mul, relu, reshape, sub, sum, zeros } from '@retort/tensor';
import { oneOf } from '../members/one-of.ts';

/**
 * `argmin_w ||sum_k w_k x_k||^2 = w^T G w` over `0 <= w_k <= cap`, `sum_k w_k = 1`, from the Gram matrix `G` of the vectors. Starts at equal
 * weights; each iteration moves weight from one vector to another, where and as far as that shortens the sum most. The scale of `G` does
 * not matter; where all vectors are 0 the weights stay equal. A constant to the gradient.
 *
 * @param gram - float32 `[K, K]`.
 * @param cap - at least 1/K.
 * @returns float32 `[K]`.
 */
export function shortestSum(gram: Tensor2D, cap: number, iterations: number): Tensor1D {
  // Inside nothing is recorded: on a tape the search would take twice as long.
  return closedForm(gram, (constant) => ({ value: search(constant, cap, iterations), saved: [], gradient: () => zeros(gram.shape) })) as Tensor1D;
}

function search(gram: Tensor2D, cap: number, iterations: number): Tensor1D {
  const count = gram.shape[0];
  const unit = div<Tensor2D>(gram, maximum(max(gram), 1e-30));
  const squares = sum<Tensor1D>(mul(unit, eye(count)), 1);
  // Of each way from a row's vector to a column's: ||x_i - x_j||^2. Nothing is moved between vectors that are alike.
  const curvature = maximum(sub(add(column(squares), row(squares)), mul(unit, 2)), 1e-6);
  let weights: Tensor1D = fill([count], 1 / count);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const slope = sum<Tensor1D>(mul(unit, weights), 1);
    const descent = sub(column(slope), row(slope));
    const room = minimum(column(weights), row(sub(cap, weights)));
    const step = relu(minimum(div(descent, curvature), room));
    const gain = mul(step, sub(descent, mul(step, mul(curvature, 0.5))));
    const chosen = oneOf(argMax(reshape(gain, [1, -1]), 1), count * count);
    const moved = mul(step, reshape(chosen, [count, count]));
    weights = add(weights, sub(sum(moved, 0), sum(moved, 1)));
  }
  return weights;
}

const column = (x: Tensor1D): Tensor2D => expandDims(x, 1);
const row = (x: Tensor1D): Tensor2D => expandDims(x, 0);
