// Pearson's correlation of rows or columns, with a gradient that stays finite where one of them is constant.
import type { Tensor, Tensor1D, Tensor2D } from '@retort/kernel';
import { add, cast, closedForm, div, expandDims, greater, maximum, mean, mul, sqrt, square, sub, sum } from '@retort/tensor';

/** Added to the product of the lengths before it divides, as in the published code. */
const EPSILON = 1e-8;
/** A vector that leaves its mean by this share of its length or less is constant: float32 cannot tell. */
const ROUNDING = 1e-6;
/** What is divided by is at least this. */
const LEAST = 1e-30;

/**
 * `rho(x, y) = a . b / (||a|| ||b|| + 1e-8)`, `a = x - mean(x)`, `b = y - mean(y)` along `axis`. 0 where one of them is constant;
 * an `x` that is constant up to rounding (`||a|| <= 1e-6 ||x||`) gets no gradient: in the published code it is `b / 1e-8`, which ends
 * a run.
 *
 * @param x - float32 `[B, C]`, differentiated.
 * @param y - float32 `[B, C]`, a constant.
 * @returns float32, without `axis`, in [-1, 1] up to rounding. The caller owns it.
 */
export function correlation(x: Tensor2D, y: Tensor2D, axis: 0 | 1): Tensor1D {
  const centre = (values: Tensor): Tensor => sub(values, mean(values, axis, true));
  return closedForm(x, (input) => {
    const [a, b] = [centre(input), centre(y)];
    const [length, other] = [lengthOf(a, axis), lengthOf(b, axis)];
    const product = add(mul(length, other), EPSILON);
    const rho = div(sum(mul(a, b), axis, true), product);
    // d rho / d a = (b - rho ||b|| a / ||a||) / (||a|| ||b|| + 1e-8); centring it is the transpose of centring x.
    const pull = mul(a, div(mul(rho, other), maximum(length, LEAST)));
    const varies = cast(greater(length, mul(lengthOf(input, axis), ROUNDING)), 'float32');
    const slope = mul(div(sub(b, pull), product), varies);
    return { value: sum(rho, axis), saved: [centre(slope)], gradient: (dy, saved) => mul(saved, expandDims(dy, axis)) };
  }) as Tensor1D;
}

function lengthOf(values: Tensor, axis: 0 | 1): Tensor {
  return sqrt(sum(square(values), axis, true));
}
