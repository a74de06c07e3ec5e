// Temperatures of their own for each sample of a batch, from what both sides say of it. Numbers without a gradient.
import type { Scalar, Tensor1D, Tensor2D } from '@retort/kernel';
import { add, detach, maximum, mean, mul, scope, sub } from '@retort/tensor';
import { confusion } from './confusion.ts';
import { disagreement } from './disagreement.ts';
import type { SampleTemperature } from './sample-temperature-options.ts';

/**
 * `tau_n = max(least, tau_0 + (mean(w) - w_n) beta)`, with the weight `w_n` of `flsw` or `cwsm`: samples of a larger weight are
 * softened less. The mean over the batch is `tau_0`, where the bound does not act.
 * Wen, Lai, Qian, "Preparing Lessons: Improve Knowledge Distillation with Better Supervision", arXiv:1911.07471, as TextBrewer
 * computes it; the bound is ours, for without it a temperature may come out below 0.
 *
 * @param student - float32 `[B, C]`; may be one that is being differentiated.
 * @param base - `tau_0`.
 * @returns float32 `[B]`, a constant.
 */
export function sampleTemperature(strategy: SampleTemperature, student: Tensor2D, teacher: Tensor2D, base: Scalar): Tensor1D {
  return scope(() => {
    const own = detach(student);
    const weight = strategy.id === 'flsw' ? disagreement(own, teacher, strategy.gamma) : confusion(own);
    return maximum(add(mul(sub(mean(weight), weight), strategy.beta), base), strategy.least);
  });
}
