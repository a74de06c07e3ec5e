// Multi-level logit distillation: what is said of each sample, how the samples of a batch resemble each other, and how the classes
// do, each at several temperatures. Of one view of each sample, or of a weak and a strong one, as published.
import { defineResponseKnowledge, type Scalar, type Tensor, type Tensor2D } from '@retort/kernel';
import { add, addN, div, matMul, max, mean, mul, scalar, shape, softmax, softmaxKl, split, squaredDifference, sum } from '@retort/tensor';
import { standardise } from '../standardise/standardise.ts';
import { atMostMedian } from './at-most-median.ts';
import { MlkdOptions, type MlkdSettings } from './mlkd-options.ts';

/**
 * `instance = sum_T T^2/B sum_n m_n KL(p_t,n || p_s,n)`, `batch = sum_T 1/B sum_ij m_j (P_s P_s' - P_t P_t')_ij^2`,
 * `class = sum_T 1/C sum_kl u_l (P_s' P_s - P_t' P_t)_kl^2`, with `P = softmax(z / T)` as a matrix `[B, C]`; Jin, Wang, Lin, "Multi-Level
 * Logit Distillation", CVPR 2023.
 *
 * `m` is 1 for samples whose largest teacher probability, at `T` 1, is at or below the median of the batch; `u` is 1 for classes whose
 * teacher probability, summed over the batch, is at or below the median of the classes; else 0. The divisors stay `B` and `C`. Reads
 * logits `[B, C]` float32; `instance` in nats, the others without unit, all >= 0.
 *
 * A batch of two views, `[2 B, C]`, the weak ones first: the above of the weak view, and the same without masks of the strong one, added
 * by level. With `strong: 'instance'` the strong view has its first level alone. Other numbers of views are one batch of as many rows.
 */
export const mlkd = defineResponseKnowledge({
  id: 'mlkd',
  summary: 'soft targets, sample likeness and class likeness, at several temperatures, of one view or two (Jin 2023)',
  options: MlkdOptions,
  loss({ student, teacher, copies = 1 }, options) {
    if (copies !== 2) return levelsOf({ student, teacher }, options, options.masks ? masksOf(teacher) : NO_MASKS);
    const [weak, strong] = viewsOf(student, teacher);
    const first = levelsOf(weak, options, options.masks ? masksOf(weak.teacher) : NO_MASKS);
    const second = levelsOf(strong, options, NO_MASKS);
    const instance: Scalar = add(first.instance, second.instance);
    if (options.strong === 'instance') return { ...first, instance };
    return { instance, batch: add(first.batch, second.batch), class: add(first.class, second.class) };
  },
});

type Level = 'instance' | 'batch' | 'class';

interface Logits {
  readonly student: Tensor2D;
  readonly teacher: Tensor2D;
}

interface Masks {
  readonly samples?: Tensor;
  readonly classes?: Tensor;
}

const NO_MASKS: Masks = {};

function levelsOf({ student, teacher }: Logits, { temperatures, standardise: standard }: MlkdSettings, masks: Masks): Record<Level, Scalar> {
  const { B, C } = shape(student, 'B C', 'student logits');
  const [own, other] = standard ? [standardise(student), standardise(teacher)] : [student, teacher];
  const [samples, classes] = [masks.samples ?? scalar(1), masks.classes ?? scalar(1)];
  const levels = temperatures.map((temperature): Record<Level, Scalar> => {
    const [p, q]: [Tensor2D, Tensor2D] = [softmax(div(student, temperature)), softmax(div(teacher, temperature))];
    return {
      instance: mul(mean(mul(softmaxKl(own, other, temperature), samples)), temperature ** 2),
      batch: div(sum(mul(squaredDifference(matMul(p, p, false, true), matMul(q, q, false, true)), samples)), B),
      class: div(sum(mul(squaredDifference(matMul(p, p, true, false), matMul(q, q, true, false)), classes)), C),
    };
  });
  const total = (level: Level): Scalar => addN(levels.map((each) => each[level]));
  return { instance: total('instance'), batch: total('batch'), class: total('class') };
}

/** The first half of the rows, and the second. */
function viewsOf(student: Tensor2D, teacher: Tensor2D): readonly [weak: Logits, strong: Logits] {
  const [own, other] = [split(student, 2), split(teacher, 2)] as [Tensor2D[], Tensor2D[]];
  return [
    { student: own[0]!, teacher: other[0]! },
    { student: own[1]!, teacher: other[1]! },
  ];
}

/** Of a constant: comparisons have no gradient. */
function masksOf(teacher: Tensor2D): Masks {
  const shares: Tensor2D = softmax(teacher);
  return { samples: atMostMedian(max(shares, 1)), classes: atMostMedian(sum(shares, 0)) };
}
