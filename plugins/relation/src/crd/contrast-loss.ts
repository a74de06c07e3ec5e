// Noise-contrastive estimation over scores of positives and negatives, in the log domain.
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@retort/kernel';
import { add, detach, div, exp, log, max, maximum, mul, sub, sum } from '@retort/tensor';
import { softplusSum } from './softplus-sum.ts';

/** Of the public codes: added to both probabilities of the noise. */
const EPS = 1e-7;

/** Scores of one network's batch against the other's bank: cosines divided by the temperature. */
export interface Scores {
  /** `[B]`. */
  readonly positive: Tensor1D;
  /** `[B, M]`. */
  readonly negative: Tensor2D;
  /** `[B, M]`, how many draws each negative stands for; each row sums to K. One each when absent. */
  readonly weights?: Tensor2D;
}

export interface Noise {
  /** K. */
  readonly negatives: number;
  /** N, samples of the bank. */
  readonly rows: number;
}

/**
 * `-(1/B) sum_n [ log(u+ / (u+ + c)) + sum_k log(a / (u-_k + c)) ]`, `[]`, with `log u = score - log Z`, `a = K/N`,
 * `c = a + 1e-7`. As `softplus(log c - log u+) + sum_k softplus(log u-_k - log c) + K log(c / a)` it is finite for any score.
 *
 * @param logNormaliser - log Z, `[]`, a constant.
 */
export function contrastLoss({ positive, negative, weights }: Scores, logNormaliser: Tensor, { negatives, rows }: Noise): Scalar {
  const threshold = add(logNormaliser, Math.log(negatives / rows + EPS));
  const total = add(softplusSum(sub(threshold, positive)), softplusSum(sub(negative, threshold), weights));
  return add(div(total, positive.shape[0]), negatives * Math.log1p((EPS * rows) / negatives));
}

/** `log(N mean exp(score))` over all positives and drawn negatives, `[]`: what makes the mean of `u` equal to `1/N`. A constant. */
export function logNormaliserOf({ positive, negative, weights }: Scores, { negatives, rows }: Noise): Tensor {
  const [own, others] = [detach(positive), detach(negative)];
  const largest = maximum(max(own), max(others));
  const spread = exp(sub(others, largest));
  const total = add(sum(exp(sub(own, largest))), sum(weights === undefined ? spread : mul(spread, weights)));
  return add(add(log(maximum(total, 1e-30)), largest), Math.log(rows / (own.size * (negatives + 1))));
}
