// The knowledge of CS-KD: two samples of one class should be answered alike. It reads the two halves of a batch of class pairs.
import { defineResponseKnowledge, type Scalar, type Tensor, type Tensor1D, type Tensor2D } from '@retort/kernel';
import { cast, div, equal, greaterEqual, logicalAnd, maximum, mul, reshape, shape, slice, softmaxKl, square, sum } from '@retort/tensor';
import { CsKdOptions } from './cs-kd-options.ts';

/**
 * `T^2 / n * sum_i KL(p_T(x'_i) || p_S(x_i))`, `p = softmax(z / T)`, over the `n` pairs of two samples of one class: row `i` of the first
 * half of the batch with row `i` of the second. Yun, Park, Lee, Shin, "Regularizing Class-wise Predictions via Self-knowledge
 * Distillation", CVPR 2020, arXiv:2003.13964; there the teacher is the student itself.
 *
 * Reads logits `[B, C]` float32 and the labels: a pair of two classes, or without a label, says nothing and does not count, so it
 * wants the sampler `class-pairs`. With several views of each sample the halves are those of each view. In nats, >= 0; not 0 where
 * the student equals its teacher, but where both answer each pair alike.
 */
export const csKdKnowledge = defineResponseKnowledge({
  id: 'cs-kd',
  summary: 'the prediction for one sample is that for another of its class; reads batches of class pairs (Yun 2020)',
  options: CsKdOptions,
  feeds: ({ temperature }) => ({ temperature }),
  loss({ student, teacher, labels, feeds, copies = 1 }) {
    const { B } = shape(student, 'B C', 'student logits');
    const half = Math.floor(B / copies / 2);
    // A batch of one has no pair.
    if (half === 0) return { 'cs-kd': mul(sum<Scalar>(student), 0) };
    const alike = samePairs(halves(labels, copies, half));
    const [own] = halves(student, copies, half);
    const [, other] = halves(teacher, copies, half);
    const divergence = softmaxKl(own, other, feeds.temperature!);
    return { 'cs-kd': mul(square(feeds.temperature!), div(sum<Scalar>(mul(divergence, alike)), maximum(sum(alike), 1))) };
  },
});

/** The first rows and the last ones of each view, `half` each. */
function halves<T extends Tensor1D | Tensor2D>(rows: T, copies: number, half: number): [T, T] {
  const [all, ...rest] = rows.shape;
  const each = all / copies;
  const views: Tensor = reshape(rows, [copies, each, ...rest]);
  const take = (start: number): Tensor => reshape(slice(views, [0, start], [copies, half]), [copies * half, ...rest]);
  return [take(0), take(each - half)] as [T, T];
}

/** float32 `[n]`, 1 where both labels are known and one class. */
function samePairs([first, second]: readonly [Tensor1D, Tensor1D]): Tensor1D {
  return cast(logicalAnd(equal(first, second), greaterEqual(first, 0)), 'float32');
}
