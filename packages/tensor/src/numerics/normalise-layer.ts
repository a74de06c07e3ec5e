// Layer norm: normalisation of each vector by its own mean and variance, with its gradient in closed form.
import type { Tensor, Tensor1D } from '@retort/kernel';
import { scope } from '../scope.ts';
import { shape } from '../shape.ts';
import { add, customGrad, mean, mul, reshape, rsqrt, square, sub, sum } from '../tf.ts';

/**
 * `scale n + offset`, `n = (x - mean) / sqrt(variance + epsilon)`, mean and variance (divided by D) over the last axis, of each vector
 * alone. Differentiable in all three, first order; with `g = scale dy` the gradient of `x` is
 * `(g - mean(g) - n mean(g n)) / sqrt(variance + epsilon)`. Ba, Kiros, Hinton, "Layer normalization" (2016).
 *
 * @param x - float32 `[..., D]`.
 * @param scale - float32 `[D]`.
 * @param offset - float32 `[D]`.
 * @returns float32 of the shape of `x`. The caller owns it.
 * @throws KD_E_TENSOR_SHAPE
 */
export function normaliseLayer(x: Tensor, scale: Tensor1D, offset: Tensor1D, epsilon: number): Tensor {
  const width = x.shape.at(-1) ?? 0;
  shape(scale, `${width}`, 'scale');
  shape(offset, `${width}`, 'offset');
  return scope(() => reshape(rows(reshape(x, [-1, width]), scale, offset, epsilon), x.shape));
}

/** Of `[N, D]`. */
function rows(x: Tensor, scale: Tensor, offset: Tensor, epsilon: number): Tensor {
  return customGrad((...given) => {
    const [vectors, factor, shift, save] = given as unknown as [Tensor, Tensor, Tensor, (saved: readonly Tensor[]) => void];
    const centred = sub(vectors, mean(vectors, 1, true));
    const inverse = rsqrt(add(mean(square(centred), 1, true), epsilon));
    const normalised = mul(centred, inverse);
    save([normalised, inverse, factor]);
    const gradFunc = (dy: Tensor, [n, over, by]: Tensor[]): Tensor[] => scope(() => slopes(dy, n!, over!, by!));
    return { value: add(mul(normalised, factor), shift), gradFunc: gradFunc as never };
  })(x, scale, offset);
}

function slopes(dy: Tensor, normalised: Tensor, inverse: Tensor, scale: Tensor): Tensor[] {
  const g = mul(dy, scale);
  const along = mul(normalised, mean(mul(g, normalised), 1, true));
  const dx = mul(sub(sub(g, mean(g, 1, true)), along), inverse);
  return [dx, sum(mul(dy, normalised), 0), sum(dy, 0)];
}
