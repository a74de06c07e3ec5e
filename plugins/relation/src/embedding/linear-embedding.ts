// A trained linear map of samples into the space in which two networks are compared.
import type { RandomStream, Tensor2D, Variable } from '@retort/kernel';
import { add, createVariable, matMul, tensor1d, tensor2d } from '@retort/tensor';

export interface Embedding {
  /** Trained. Empty where the samples stay as they are. */
  readonly variables: Readonly<Record<string, Variable>>;
  /** `[B, from] -> [B, to]`. The scope owns the result. */
  apply(rows: Tensor2D): Tensor2D;
}

/**
 * `x W + b`, both uniform in +-1/sqrt(from): how PyTorch starts its linear layers, and so the published codes theirs.
 * The caller owns the variables.
 */
export function linearEmbedding(random: RandomStream, from: number, to: number): Embedding {
  const bound = 1 / Math.sqrt(from);
  const draw = (name: string, count: number) =>
    random
      .child(name)
      .at(0)
      .uniforms(count)
      .map((value) => (2 * value - 1) * bound);
  const kernel = createVariable(tensor2d(draw('kernel', from * to), [from, to]));
  const bias = createVariable(tensor1d(draw('bias', to)));
  return { variables: { kernel, bias }, apply: (rows) => add(matMul(rows, kernel as Tensor2D), bias) };
}

/** Leaves samples as they are. */
export const noEmbedding: Embedding = { variables: {}, apply: (rows) => rows };
