// The divergence of two tables of probabilities that are close to each other, with nothing lost to cancellation.
import type { Scalar, Tensor } from '@retort/kernel';
import { abs, add, closedForm, div, less, log, log1p, mul, square, sub, sum, where } from '@retort/tensor';

/** Below this a series is used. Its first term left out is below 1e-9 of its first. */
const CLOSE = 0.1;
/** `(x - log(1 + x)) / x^2` at 0: the coefficients of 1, x, x^2, ... */
const SERIES = [1 / 2, -1 / 3, 1 / 4, -1 / 5, 1 / 6, -1 / 7, 1 / 8, -1 / 9, 1 / 10] as const;

/**
 * `sum_ij p_ij log((p_ij + eps) / (q_ij + eps))`, `[]`, for tables whose rows both sum to 1. With `a = p + eps`, `b = q + eps`
 * and `x = (b - a) / a` this is `sum p (x - log(b / a)) + eps x`: the part that is linear in `b - a` sums to 0 and is left out,
 * so that a small divergence is a sum of small positive terms. Gradient in `q`: `(b - a + eps) / b`, which differs from the
 * textbook's by 1 everywhere: nothing, for rows that keep their sum. `p` is a constant.
 */
export function divergence(q: Tensor, p: Tensor, eps: number): Scalar {
  return closedForm(q, (input) => {
    const [a, b] = [add(p, eps), add(input, eps)];
    const difference = sub(input, p);
    const x = div(difference, a);
    const close = mul(square(x), SERIES.reduceRight<Tensor | number>((rest, coefficient) => add(mul(rest, x), coefficient), 0) as Tensor);
    const logarithm = where(less(x, -0.5), log(div(b, a)), log1p(x));
    const gap = where(less(abs(x), CLOSE), close, sub(x, logarithm));
    return { value: sum(add(mul(p, gap), mul(x, eps))), saved: [div(add(difference, eps), b)], gradient: (dy, slope) => mul(dy, slope) };
  }) as Scalar;
}
