// |x| and its powers, with the gradient 0 where x is 0, as PyTorch has it (TensorFlow.js' own abs() has -1 there).
import type { Tensor } from '@retort/kernel';
import { add, neg, pow, relu, square } from '@retort/tensor';

/** `|x|^power`, elementwise; `power` at least 1. */
export function magnitude<T extends Tensor>(x: T, power: number): T {
  if (power === 2) return square(x);
  if (power === 4) return square(square(x));
  const absolute = add(relu(x), relu(neg(x))) as T;
  return power === 1 ? absolute : (pow(absolute, power) as T);
}
