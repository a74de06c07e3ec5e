// A trained affine map of vectors, for the modules of attending mappings.
import type { RandomStream, Shape, Tensor2D, Variable } from '@retort/kernel';
import { add, createVariable, matMul, tensor } from '@retort/tensor';

export interface Dense {
  /** `kernel` `[from, to]` and, where asked for, `bias` `[to]`. */
  readonly variables: Readonly<Record<string, Variable>>;
  /** `[B, from]` -> `[B, to]`. */
  apply(x: Tensor2D): Tensor2D;
}

/**
 * Kernel and bias start uniform in `±1 / sqrt(from)`, as PyTorch's linear layers do: with a bias that is not 0, what comes out is hardly
 * ever 0, which has no direction.
 */
export function dense(random: RandomStream, from: number, to: number, { bias }: { readonly bias: boolean }): Dense {
  const draw = (name: string, shape: Shape) => {
    const values = random
      .child(name)
      .at(0)
      .uniforms(shape.reduce((product, axis) => product * axis, 1))
      .map((value) => (2 * value - 1) / Math.sqrt(from));
    return createVariable(tensor(values, [...shape], 'float32'));
  };
  const kernel = draw('kernel', [from, to]);
  const offset = bias ? draw('bias', [to]) : undefined;
  return {
    variables: offset === undefined ? { kernel } : { kernel, bias: offset },
    apply(x) {
      const product: Tensor2D = matMul(x, kernel as Variable & Tensor2D);
      return offset === undefined ? product : add(product, offset);
    },
  };
}
