// The self-supervision head: from a network's feature to the space in which views are compared.
import type { RandomStream, Tensor2D, Variable } from '@retort/kernel';
import { relu } from '@retort/tensor';
import { linearEmbedding } from '../embedding/linear-embedding.ts';

export interface ProjectionHead {
  /** `hidden/kernel`, `hidden/bias`, `output/kernel`, `output/bias`, of `[d, d]` and `[d]`. */
  readonly variables: Readonly<Record<string, Variable>>;
  /** `[B, d]` -> `[B, d]`. The scope owns the result. */
  apply(rows: Tensor2D): Tensor2D;
}

/** A linear layer, ReLU and another, all of the width of the feature. The caller owns the variables. */
export function projectionHead(random: RandomStream, width: number): ProjectionHead {
  const layers = { hidden: linearEmbedding(random.child('hidden'), width, width), output: linearEmbedding(random.child('output'), width, width) };
  return {
    variables: Object.fromEntries(
      Object.entries(layers).flatMap(([layer, { variables }]) => Object.entries(variables).map(([name, variable]) => [`${layer}/${name}`, variable])),
    ),
    apply: (rows) => layers.output.apply(relu(layers.hidden.apply(rows))),
  };
}
