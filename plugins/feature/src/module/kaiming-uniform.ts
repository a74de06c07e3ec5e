// Uniform initialisation by fan-in. K. He et al. 2015, arXiv:1502.01852; the leak is PyTorch's `a` of kaiming_uniform_.
import type { RandomStream, Shape, Variable } from '@retort/kernel';
import { createVariable, tensor } from '@retort/tensor';

/** Uniform in `±sqrt(6 / ((1 + leak^2) fanIn))`. The caller owns it. */
export function kaimingUniform(random: RandomStream, shape: Shape, fanIn: number, leak: number): Variable {
  const bound = Math.sqrt(6 / ((1 + leak ** 2) * fanIn));
  const values = random
    .at(0)
    .uniforms(shape.reduce((product, axis) => product * axis, 1))
    .map((value) => (2 * value - 1) * bound);
  return createVariable(tensor(values, [...shape], 'float32'));
}
