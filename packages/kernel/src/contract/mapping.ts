// Where knowledge is read: which student taps learn from which teacher taps, and how their spaces are joined.

import type { TapName } from './model.ts';
import type { RandomStream } from './random.ts';
import type { Shape, Tensor, Tensor1D, Variable } from './tensor.ts';

/** What one side offers to a mapping: every tap and its shape, in the order of the network. */
export type TapShapes = ReadonlyMap<TapName, Shape>;

export interface MappingSides {
  readonly student: TapShapes;
  readonly teacher: TapShapes;
  /** What each side says its layers are (`Tapped.layers`). */
  readonly layers?: { readonly student?: readonly TapName[] | undefined; readonly teacher?: readonly TapName[] | undefined };
}

export interface TapPair {
  readonly student: TapName;
  readonly teacher: TapName;
  /** Which member of a committee teaches here, where the mapping chose by member. */
  readonly member?: string;
}

/** Chooses the pairs, once, when the plan is made. */
export interface Mapping {
  pairs(sides: MappingSides): readonly TapPair[];
  /** Where what is compared follows from the activations (attention over layers): see `BuiltMapping`. Absent: the pairs as they are. */
  build?(build: MappingBuild): BuiltMapping;
}

export interface MappingBuild {
  readonly pairs: readonly TapPair[];
  /** Shapes of each pair's taps, without the batch axis. */
  readonly student: readonly Shape[];
  readonly teacher: readonly Shape[];
  /** Samples in a batch of the stage; `fixed` where every batch has that many. */
  readonly batch: { readonly size: number; readonly fixed: boolean };
  readonly random: RandomStream;
}

/** Two activations to be compared, before the connector. */
export interface JoinedPair {
  readonly student: Tensor;
  readonly teacher: Tensor;
  /** float32 `[B]`, how much each sample counts here; the knowledge must honour it (`weighs`). */
  readonly weights?: Tensor1D;
}

export interface JoinedShapes {
  readonly student: Shape;
  readonly teacher: Shape;
  /** Whether it bears weights. */
  readonly weighted: boolean;
  /** For people: `block1 <- stage1`. */
  readonly label: string;
  /** As of the pairs that it was joined from. */
  readonly member?: string;
}

/** A mapping that attends. It owns its variables. */
export interface BuiltMapping {
  /** What `join` returns, in order, without the batch axis. */
  readonly joined: readonly JoinedShapes[];
  /** The only batch it works with; any when absent. */
  readonly batch?: number;
  /** Called inside the tape, with each pair's activations; differentiable in the student's and in the variables. */
  join(pairs: { readonly student: readonly Tensor[]; readonly teacher: readonly Tensor[] }): readonly JoinedPair[];
  readonly variables?: Readonly<Record<string, Variable>>;
  readonly state?: Readonly<Record<string, Variable>>;
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
  /** For people: which connector it is, where the one that was asked for chose another. */
  readonly chosen?: string;
}

export interface Connector {
  /** Throws `KD_E_CONNECTOR_SHAPES` where it has no meaning for these shapes. */
  build(build: ConnectorBuild): BuiltConnector;
}
