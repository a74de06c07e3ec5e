// What a sample is like among the samples of its batch, as a vector of length 1: a query of a student layer, or a key of a teacher's.
import type { RandomStream, Tensor, Tensor2D, Variable } from '@retort/kernel';
import { l2Normalise, matMul, relu, reshape } from '@retort/tensor';
import { dense } from '../attend/dense.ts';

export interface BatchEmbedding {
  readonly variables: Readonly<Record<string, Variable>>;
  /** `[B, ...]` -> `[B, width]`. */
  apply(x: Tensor): Tensor2D;
}

/**
 * `N(W2 relu(W1 s + b1) + b2)` of each row `s` of `F F^T`, the products of all pairs of flattened samples, `[B, B]`; `W1` doubles the
 * width, `N` divides by the length.
 */
export function batchEmbedding(random: RandomStream, batch: number, width: number): BatchEmbedding {
  const inner = dense(random.child('inner'), batch, 2 * width, { bias: true });
  const outer = dense(random.child('outer'), 2 * width, width, { bias: true });
  const under = (part: string, variables: Readonly<Record<string, Variable>>) =>
    Object.entries(variables).map(([name, variable]) => [`${part}/${name}`, variable] as const);
  return {
    variables: Object.fromEntries([...under('inner', inner.variables), ...under('outer', outer.variables)]),
    apply(x) {
      const rows = reshape(x, [batch, -1]) as Tensor2D;
      return l2Normalise(outer.apply(relu(inner.apply(matMul(rows, rows, false, true)))), 1);
    },
  };
}
