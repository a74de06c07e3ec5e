// Logit standardisation: what a sample's logits say, freed of their height and their spread. A map of logits to logits that
// may stand before any method; not a loss.
import type { Tensor2D } from '@retort/kernel';
import { add, cast, closedForm, div, greater, maximum, mean, mul, reciprocal, shape, sqrt, square, sub, sum } from '@retort/tensor';

/** Added to the standard deviation before it divides. */
const EPSILON = 1e-7;
/** Logits that leave their mean by this share of their size or less are equal: float32 cannot tell. */
const ROUNDING = 1e-6;

/**
 * `z' = (z - mean_c z) / (std_c z + 1e-7)` per sample, `std` unbiased (divided by `C - 1`); Sun et al., "Logit Standardization in
 * Knowledge Distillation", CVPR 2024. Unmoved by `z -> a z + b`, `a > 0`, up to the 1e-7.
 * Gradient: `(dz' - mean(dz')) / (s + 1e-7) - z' (z' . dz') / ((C - 1) s)`; zero for a sample whose logits are equal up to
 * rounding, `s <= 1e-7 + 1e-6 rms(z)` (PyTorch gives NaN where they are equal).
 *
 * @param logits - float32 `[B, C]`.
 * @returns float32 `[B, C]`. The caller owns it.
 * @throws KD_E_TENSOR_SHAPE
 */
export function standardise(logits: Tensor2D): Tensor2D {
  const { C } = shape(logits, 'B C', 'logits to standardise');
  const freedom = Math.max(C - 1, 1);
  return closedForm(logits, (z) => {
    const centred = sub(z, mean(z, 1, true));
    const deviation = sqrt(div(sum(square(centred), 1, true), freedom));
    const inverse = reciprocal(add(deviation, EPSILON));
    const value = mul(centred, inverse);
    const rounding = add(mul(sqrt(mean(square(z), 1, true)), ROUNDING), EPSILON);
    const active = cast(greater(deviation, rounding), 'float32');
    return {
      value,
      saved: [value, mul(inverse, active), div(active, mul(maximum(deviation, EPSILON), freedom))],
      gradient: (dy, unit, scale, spread) => sub(mul(sub(dy, mean(dy, 1, true)), scale), mul(unit, mul(sum(mul(unit, dy), 1, true), spread))),
    };
  }) as Tensor2D;
}
