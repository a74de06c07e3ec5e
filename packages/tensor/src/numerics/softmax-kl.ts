// The divergence of a student's soft answers from a teacher's, in the log domain, with its gradient in closed form.
import { retortError, type Scalar, type Tensor, type Tensor1D, type Tensor2D } from '@retort/kernel';
import { sameShape, shape } from '../shape.ts';
import { add, clipByValue, concat, div, exp, expandDims, expm1, mul, relu, split, sub, sum } from '../tf.ts';
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
    // Both sides at once: half the operations.
    const logs = logProbabilities(concat([logits, teacherLogits]), temperature);
    const [student, teacher] = split(logs, 2);
    const [own, share] = split(exp(logs), 2) as [Tensor2D, Tensor2D];
    return {
      value: sum(divergences(sub(student as Tensor2D, teacher as Tensor2D), share, own), 1),
      saved: [div(sub(own, share), temperature)],
      gradient: (dy, slope) => mul(slope, expandDims(dy, 1)),
    };
  }) as Tensor1D;
}

/**
 * `p_s - p_t - p_t m` for each class, with `m = log p_s - log p_t`. Both sides sum to 1, so the sum over classes is that of
 * `-p_t m`; but no term is negative, and where the sides are close (at high temperatures) it is not the small difference of
 * large terms: float32 keeps six digits of it at T = 100, where `-p_t m` keeps three. There it is `p_t (expm1(m) - m)`.
 * Beyond `m = 1`, where that would overflow, the exponential stays at `e` and `p_s - e p_t` makes up for it; before, that is
 * negative and relu() takes it away.
 */
function divergences(m: Tensor, share: Tensor, own: Tensor): Tensor {
  const close = mul(share, sub(expm1(clipByValue(m, LEAST, 1)), m));
  return add(close, relu(sub(own, mul(share, Math.E))));
}

/** The least float32: no lower bound. */
const LEAST = -3.4e38;

function checkTemperature(temperature: Scalar | number): void {
  if (typeof temperature === 'number' && !(temperature > 0 && Number.isFinite(temperature)))
    throw retortError('KD_E_TENSOR_VALUE', { what: 'a temperature', expected: 'a number greater than 0', received: String(temperature) });
  if (typeof temperature !== 'number') shape(temperature, '', 'temperature');
}
