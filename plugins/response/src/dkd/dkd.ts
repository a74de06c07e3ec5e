// Decoupled knowledge distillation: what the teacher says of the labelled class, and what it says among the others, weighed
// apart. Needs labels: samples without one take no part. The warm-up of the published recipe is a schedule of the weight.
import { defineResponseKnowledge, type Scalar, type Tensor1D, type Tensor2D } from '@retort/kernel';
import { cast, div, equal, expandDims, logSumExp, mul, range, shape, softmaxKl, square, stack, sub, sum } from '@retort/tensor';
import { labelledMean } from '../labels/labelled-mean.ts';
import { standardise } from '../standardise/standardise.ts';
import { DkdOptions } from './dkd-options.ts';

/** Taken from the labelled class' logit to leave it out: far below any logit, and its difference from itself is finite. */
const MASK = 1e9;

/**
 * `tckd = alpha T^2/n sum KL(b_t || b_s)`, `b = [p_y, 1 - p_y]`, and `nckd = beta T^2/n sum KL(q_t || q_s)`, `q` the softmax of `z / T`
 * over the classes other than the label `y`; both sums over the `n` labelled samples (all of the batch, as a rule; no label, no
 * loss). Zhao, Cui, Song, Qiu, Liang, "Decoupled Knowledge Distillation", CVPR 2022, arXiv:2203.08679.
 *
 * Per sample `KL(p_t || p_s) = KL(b_t || b_s) + (1 - p_t,y) KL(q_t || q_s)`: `kd` weighs the second part by how unsure the teacher
 * is, DKD by a constant. Reads logits `[B, C]` float32; in nats, each part >= 0. With two classes `nckd` is 0. All logarithms
 * are of sums of exponentials, so sure teachers and students stay finite. Sample weights stand inside both sums.
 */
export const dkd = defineResponseKnowledge({
  id: 'dkd',
  summary: 'soft targets in two parts: target class and the other classes, weighted apart (Zhao 2022)',
  options: DkdOptions,
  feeds: ({ temperature }) => ({ temperature }),
  weighs: true,
  loss({ student, teacher, labels, labelled, feeds, weights }, options) {
    const { C } = shape(student, 'B C', 'student logits');
    const temperature = feeds.temperature!;
    const [own, other] = options.standardise ? [standardise(student), standardise(teacher)] : [student, teacher];
    // A zero row where the label is absent, -1; such a sample weighs nothing.
    const target: Tensor2D = cast(equal(expandDims(labels, 1), range(0, C, 1, 'int32')), 'float32');
    const factor = square(temperature);
    const tckd = softmaxKl(targetOrNot(own, target, temperature), targetOrNot(other, target, temperature), 1);
    const masked = mul(target, MASK);
    const nckd = softmaxKl(sub(own, masked), sub(other, masked), temperature);
    const part = (perSample: Tensor1D, weight: number): Scalar => mul(mul(factor, weight), labelledMean(perSample, labelled, weights));
    return { tckd: part(tckd, options.alpha), nckd: part(nckd, options.beta) };
  },
});

/** Logits `[B, 2]` whose softmax is `[p_y, 1 - p_y]`: that of the label, and the log of the sum of the others' exponentials. */
function targetOrNot(logits: Tensor2D, target: Tensor2D, temperature: Scalar): Tensor2D {
  const scaled = div(logits, temperature);
  return stack([sum(mul(scaled, target), 1), logSumExp(sub(scaled, mul(target, MASK)), 1)], 1) as Tensor2D;
}
