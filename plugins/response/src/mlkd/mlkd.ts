// Multi-level logit distillation: what is said of each sample, how the samples of a batch resemble each other, and how the classes
// do, each at several temperatures. One view per sample; the published method adds a second, strongly augmented one.
import { defineResponseKnowledge, type Scalar, type Tensor, type Tensor2D } from '@retort/kernel';
import { addN, div, matMul, max, mean, mul, scalar, shape, softmax, softmaxKl, squaredDifference, sum } from '@retort/tensor';
import { standardise } from '../standardise/standardise.ts';
import { atMostMedian } from './at-most-median.ts';
import { MlkdOptions } from './mlkd-options.ts';

/**
 * `instance = sum_T T^2/B sum_n m_n KL(p_t,n || p_s,n)`, `batch = sum_T 1/B sum_ij m_j (P_s P_s' - P_t P_t')_ij^2`,
 * `class = sum_T 1/C sum_kl u_l (P_s' P_s - P_t' P_t)_kl^2`, with `P = softmax(z / T)` as a matrix `[B, C]`; Jin, Wang, Lin, "Multi-Level
 * Logit Distillation", CVPR 2023.
 *
 * `m` is 1 for samples whose largest teacher probability, at `T` 1, is at or below the median of the batch; `u` is 1 for classes whose
 * teacher probability, summed over the batch, is at or below the median of the classes; else 0. The divisors stay `B` and `C`. Reads
 * logits `[B, C]` float32; `instance` in nats, the others without unit, all >= 0.
 */
export const mlkd = defineResponseKnowledge({
  id: 'mlkd',
  summary: 'soft targets, sample likeness and class likeness, at several temperatures (Jin 2023; one view)',
  options: MlkdOptions,
  loss({ student, teacher }, options) {
    const { B, C } = shape(student, 'B C', 'student logits');
    const keep = options.masks ? masksOf(teacher) : { samples: scalar(1), classes: scalar(1) };
    const [own, other] = options.standardise ? [standardise(student), standardise(teacher)] : [student, teacher];
    const levels = options.temperatures.map((temperature): Record<Level, Scalar> => {
      const [p, q]: [Tensor2D, Tensor2D] = [softmax(div(student, temperature)), softmax(div(teacher, temperature))];
      return {
        instance: mul(mean(mul(softmaxKl(own, other, temperature), keep.samples)), temperature ** 2),
        batch: div(sum(mul(squaredDifference(matMul(p, p, false, true), matMul(q, q, false, true)), keep.samples)), B),
        class: div(sum(mul(squaredDifference(matMul(p, p, true, false), matMul(q, q, true, false)), keep.classes)), C),
      };
    });
    const total = (level: Level): Scalar => addN(levels.map((each) => each[level]));
    return { instance: total('instance'), batch: total('batch'), class: total('class') };
  },
});

type Level = 'instance' | 'batch' | 'class';

/** Of a constant: comparisons have no gradient. */
function masksOf(teacher: Tensor2D): { samples: Tensor; classes: Tensor } {
  const shares: Tensor2D = softmax(teacher);
  return { samples: atMostMedian(max(shares, 1)), classes: atMostMedian(sum(shares, 0)) };
}
