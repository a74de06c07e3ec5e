// Where knowledge is read: which student taps learn from which teacher taps, and how their spaces are joined.

import type { TapName } from './model.ts';
import type { RandomStream } from './random.ts';
import type { Shape, Tensor, Variable } from './tensor.ts';

/** What one side offers to a mapping: every tap and its shape, in the order of the network. */
export type TapShapes = ReadonlyMap<TapName, Shape>;

export interface TapPair {
  readonly student: TapName;
  readonly teacher: TapName;
}

/** Chooses the pairs, once, when the plan is made. */
export interface Mapping {
  pairs(sides: { readonly student: TapShapes; readonly teacher: TapShapes }): readonly TapPair[];
}

export interface ConnectorBuild {
  /** Shapes without the batch axis. */
  readonly student: Shape;
  readonly teacher: Shape;
  readonly random: RandomStream;
}

/** A map from the student's space to the teacher's, ready for steps. It owns its variables. */
export interface BuiltConnector {
  /** What `apply` returns, without the batch axis. */
  readonly shape: Shape;
  /** Differentiable in `x` and in the variables; the result belongs to the caller. */
  apply(x: Tensor, options: { readonly training: boolean }): Tensor;
  /** Trained and checkpointed with the student, never exported. By local name. */
  readonly variables?: Readonly<Record<string, Variable>>;
  /** Checkpointed, not trained (moving statistics). */
  readonly state?: Readonly<Record<string, Variable>>;
}

export interface Connector {
  /** Throws `KD_E_CONNECTOR_SHAPES` where it has no meaning for these shapes. */
  build(build: ConnectorBuild): BuiltConnector;
}
