// The divergence of a student's soft answers from a teacher's, in the log domain, with its gradient in closed form.
import { retortError, type Scalar, type Tensor, type Tensor1D, type Tensor2D } from '@retort/kernel';
import { sameShape, shape } from '../shape.ts';
import { add, div, exp, expandDims, expm1, less, mul, neg, sub, sum, where } from '../tf.ts';
import { closedForm } from './closed-form.ts';
import { logProbabilities } from './log-probabilities.ts';

/**
 * `KL(t || s) = sum_c p_t (log p_t - log p_s)` per sample, with `p = softmax(z / T)`. Not multiplied by `T^2`.
 * Gradient: `(p_s - p_t) / T` per sample for the student's logits; none for the teacher's, and none for the temperature
 * (build on logSoftmax() where it is learnt). `p log p` is 0 at `p = 0`. Logits must be finite: mask a class with -1e9.
 * Hinton, Vinyals, Dean, "Distilling the Knowledge in a Neural Network" (2015).
 *
 * @param studentLogits - float32 `[B, C]`, unnormalised.
 * @param teacherLogits - float32 `[B, C]`, taken as a constant, also where it is being differentiated elsewhere.
 * @param temperature - greater than 0, or a scalar tensor.
 * @returns float32 `[B]`, nats, at least 0 up to rounding. The caller owns it.
 * @throws KD_E_TENSOR_SHAPE, KD_E_TENSOR_VALUE
 */
export function softmaxKl(studentLogits: Tensor2D, teacherLogits: Tensor2D, temperature: Scalar | number): Tensor1D {
  shape(studentLogits, 'B C', 'student logits');
  sameShape(studentLogits, teacherLogits, 'student and teacher logits');
  checkTemperature(temperature);
  return closedForm(studentLogits, (logits) => {
    const student = logProbabilities(logits, temperature);
    const teacher = logProbabilities(teacherLogits, temperature);
    const [share, own] = [exp(teacher), exp(student)];
    return {
      value: sum(divergences(sub(teacher, student), share, own), 1),
      saved: [div(sub(own, share), temperature)],
      gradient: (dy, slope) => mul(slope, expandDims(dy, 1)),
    };
  }) as Tensor1D;
}

/**
 * `p_t d - p_t + p_s` for each class, with `d = log p_t - log p_s`. Both sides sum to 1, so the sum over classes is that of
 * `p_t d`; but no term is negative, and where the sides are close (at high temperatures) it is not the small difference of
 * large terms: float32 keeps six digits of it at T = 100, where `p_t d` keeps three. There it is `p_t (d + expm1(-d))`,
 * which would overflow where the student is far above.
 */
function divergences(d: Tensor, share: Tensor, own: Tensor): Tensor {
  const close = mul(share, add(d, expm1(neg(d))));
  return where(less(d, -1), add(mul(share, sub(d, 1)), own), close);
}

function checkTemperature(temperature: Scalar | number): void {
  if (typeof temperature === 'number' && !(temperature > 0 && Number.isFinite(temperature)))
    throw retortError('KD_E_TENSOR_VALUE', { what: 'a temperature', expected: 'a number greater than 0', received: String(temperature) });
  if (typeof temperature !== 'number') shape(temperature, '', 'temperature');
}
