// Correlations of all pairs of samples, by the kernels of the paper.
import type { Scalar, Tensor2D } from '@retort/kernel';
import { add, div, l2Normalise, matMul, mul, square, sub, sum } from '@retort/tensor';

/**
 * `||K_s - K_t||_F^2 / B^2`, `[]`, with `K(x, y) = sum_p w_p (x . y)^p` over L2-normalised rows, p from 1. A constant term
 * would be the same on both sides.
 *
 * @param weights - `w_1, w_2, ...`
 */
export function kernelCongruence(student: Tensor2D, teacher: Tensor2D, weights: readonly number[]): Scalar {
  const difference = sub(correlations(student, weights), correlations(teacher, weights));
  return div(sum(square(difference)), student.shape[0] ** 2);
}

/** The expansion of `exp(-gamma ||x - y||^2) = exp(-2 gamma) exp(2 gamma x . y)` for vectors of length 1: its weights from p = 1. */
export function gaussianWeights(gamma: number, order: number): readonly number[] {
  const weights: number[] = [];
  for (let p = 1, weight = Math.exp(-2 * gamma); p <= order; p++) {
    weight *= (2 * gamma) / p;
    weights.push(weight);
  }
  return weights;
}

function correlations(rows: Tensor2D, weights: readonly number[]): Tensor2D {
  const units = l2Normalise(rows, 1);
  const cosines = matMul(units, units, false, true);
  return weights.reduceRight<Tensor2D | undefined>((rest, weight) => mul(cosines, rest === undefined ? weight : add(rest, weight)), undefined)!;
}
