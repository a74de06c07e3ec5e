// A sum of log(1 + e^x) that keeps its digits far below 0, where the contrast of thousands of negatives adds up.
import type { Scalar, Tensor } from '@retort/kernel';
import { abs, add, closedForm, exp, log1p, mul, neg, relu, sigmoid, sum } from '@retort/tensor';

/**
 * `sum w log(1 + e^x)`, `[]`. Gradient: `w sigmoid(x)`, in one pass over what may be a large table.
 *
 * @param weights - of the shape of `x`, constants; 1 when absent.
 */
export function softplusSum(x: Tensor, weights?: Tensor): Scalar {
  return closedForm(x, (input) => {
    const each = add(relu(input), log1p(exp(neg(abs(input)))));
    const slope = sigmoid(input);
    return {
      value: sum(weights === undefined ? each : mul(each, weights)),
      saved: [weights === undefined ? slope : mul(slope, weights)],
      gradient: (dy, kept) => mul(kept, dy),
    };
  }) as Scalar;
}
