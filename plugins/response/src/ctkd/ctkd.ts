// Curriculum temperature: soft targets whose temperature is trained too, against the student, harder as training goes on.
import { type BuiltKnowledge, defineResponseKnowledge, type ResponseInput, type Tensor2D, type Variable } from '@retort/kernel';
import { add, createVariable, div, logSoftmax, mean, mul, reshape, sameShape, scalar, sigmoid, square, weighSamples } from '@retort/tensor';
import { CtkdOptions, reversalOf } from './ctkd-options.ts';
import { divergenceOfLogs } from './divergence-of-logs.ts';
import { scaleGradient } from './scale-gradient.ts';

/**
 * `T^2 * (1/B) * sum_n KL(p_t || p_s)`, `p = softmax(z / T)`, `T = lowest + span * sigmoid(theta)`, `theta` a variable of one number whose
 * gradient is multiplied by a factor from 0 to -1, so that it climbs the loss which the student descends. Li, Li, Yang, Zhao, Song,
 * Luo, Li, Yang, "Curriculum Temperature for Knowledge Distillation", AAAI 2023, arXiv:2211.16231 (the global temperature).
 *
 * Reads logits `[B, C]` float32. Sum over classes, mean over the batch, times `T^2`; in nats, >= 0. The gradient to `theta` is that
 * of the whole expression, `T^2` and the teacher's softened probabilities included. `T` is bounded on both sides, so no logits
 * make it 0.
 */
export const ctkd = defineResponseKnowledge({
  id: 'ctkd',
  summary: 'soft targets with a trained temperature that makes the task harder over time (Li 2023)',
  options: CtkdOptions,
  feeds: (options) => ({ reversal: reversalOf(options) }),
  weighs: true,
  build(_, options): BuiltKnowledge<ResponseInput> {
    const theta: Variable = createVariable(scalar(options.start, 'float32'));
    return {
      variables: { theta },
      loss({ student, teacher, feeds, weights }) {
        sameShape(student, teacher, 'student and teacher logits');
        const reversed = scaleGradient(reshape(theta, []), feeds.reversal!);
        const temperature = add(mul(sigmoid(reversed), options.span), options.lowest);
        const [own, other]: [Tensor2D, Tensor2D] = [logSoftmax(div(student, temperature)), logSoftmax(div(teacher, temperature))];
        return { ctkd: mul(square(temperature), mean(weighSamples(divergenceOfLogs(own, other), weights))) };
      },
    };
  },
});
