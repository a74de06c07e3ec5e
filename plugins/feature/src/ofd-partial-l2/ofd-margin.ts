// The margins of overhauled feature distillation, from the batch norm that precedes the teacher's ReLU.
import { retortError } from '@retort/kernel';
import { density, normalCdf } from './normal-cdf.ts';

/** Below this share of negative responses their mean is not taken from the tail. */
const RARE = 0.001;

/**
 * For each channel the mean of the negative responses of a Gaussian of mean `mu = bias` and deviation `sigma = |weight|`:
 * `mu - sigma phi(mu / sigma) / Phi(-mu / sigma)`; where fewer than 0.1 % are negative, `-3 sigma`. Where `sigma` is 0 every
 * response is `mu`: `min(mu, 0)`.
 *
 * @param bias - beta of the batch norm, one per channel.
 * @param weight - gamma of the batch norm, one per channel.
 * @returns what the option `margin` of `ofd-partial-l2` takes. None is positive.
 * @throws KD_E_KNOWLEDGE_SHAPES unless both are of one length.
 */
export function ofdMargin(bias: ArrayLike<number>, weight: ArrayLike<number>): number[] {
  if (bias.length !== weight.length)
    throw retortError('KD_E_KNOWLEDGE_SHAPES', {
      what: 'the batch norm of ofdMargin()',
      expected: 'as many biases as weights',
      received: `${bias.length} and ${weight.length}`,
    });
  return Array.from(bias, (mu, channel) => marginOf(mu, Math.abs(weight[channel]!)));
}

function marginOf(mu: number, sigma: number): number {
  if (sigma === 0) return Math.min(mu, 0);
  const negative = normalCdf(-mu / sigma);
  return negative > RARE ? Math.min(mu - (sigma * density(mu / sigma)) / negative, 0) : -3 * sigma;
}
