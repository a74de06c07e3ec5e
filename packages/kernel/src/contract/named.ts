// Tensors by stable names: the form in which checkpoints, optimizers and gradients meet.
import type { Tensor, Variable } from './tensor.ts';

export type NamedTensors = Readonly<Record<string, Tensor>>;
export type NamedVariables = Readonly<Record<string, Variable>>;
