// DIST: the student keeps the teacher's relations, among the classes of a sample and among the samples of a class, and is free
// in everything linear. Across samples, but of outputs: a response knowledge.
import { defineResponseKnowledge, type Scalar, type Tensor2D } from '@retort/kernel';
import { div, mean, mul, sameShape, softmax, square, sub } from '@retort/tensor';
import { correlation } from './correlation.ts';
import { DistOptions } from './dist-options.ts';

/**
 * `inter = beta T^2 (1 - mean_n rho(y_s[n,:], y_t[n,:]))`, `intra = gamma T^2 (1 - mean_c rho(y_s[:,c], y_t[:,c]))`, `y = softmax(z / T)`,
 * `rho` Pearson's correlation; Huang, You, Wang, Qian, Xu, "Knowledge Distillation from A Stronger Teacher", NeurIPS 2022,
 * arXiv:2205.10536.
 *
 * Reads logits `[B, C]` float32. Means over samples and over classes, times `T^2`; no unit, each in [0, 2 T^2]. In a batch of one
 * nothing can be said among samples: `intra` is then its constant `gamma T^2`.
 */
export const dist = defineResponseKnowledge({
  id: 'dist',
  summary: 'correlation of the probabilities, per sample and per class, instead of a divergence (Huang 2022)',
  options: DistOptions,
  feeds: ({ temperature }) => ({ temperature }),
  loss({ student, teacher, feeds }, { beta, gamma }) {
    sameShape(student, teacher, 'student and teacher logits');
    const temperature = feeds.temperature!;
    const own: Tensor2D = softmax(div(student, temperature));
    const other: Tensor2D = softmax(div(teacher, temperature));
    const factor = square(temperature);
    const part = (axis: 0 | 1, weight: number): Scalar => mul(mul(factor, weight), sub(1, mean(correlation(own, other, axis))));
    return { inter: part(1, beta), intra: part(0, gamma) };
  },
});
