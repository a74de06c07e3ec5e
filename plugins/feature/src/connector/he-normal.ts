// He initialisation: normal with variance 2 / fan-in. K. He et al. 2015, arXiv:1502.01852.
import type { RandomStream, Shape, Variable } from '@retort/kernel';
import { createVariable, tensor } from '@retort/tensor';

/** A trainable variable of this shape, drawn from the stream alone. The caller owns it. */
export function heNormal(random: RandomStream, shape: Shape, fanIn: number): Variable {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const scale = Math.sqrt(2 / fanIn);
  const values = random
    .at(0)
    .normals(size)
    .map((normal) => normal * scale);
  return createVariable(tensor(values, [...shape], 'float32'));
}
