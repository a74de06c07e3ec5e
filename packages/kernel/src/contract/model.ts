// What a network says of a batch, and the two roles it can play.
import type { Batch } from './batch.ts';
import type { Shape, Tensor, Tensor1D, Tensor2D, Variable } from './tensor.ts';
import type { MergeSpec } from './weighting.ts';

/** A named point of a model whose activation can be read. `logits` always exists. */
export type TapName = string;

/** What a model said of one batch: logits `[B, C]`, unnormalised, and the requested taps `[B, ...]`. Owned by who asked. */
export interface Trace {
  readonly logits: Tensor2D;
  readonly taps: Readonly<Record<TapName, Tensor>>;
}

export interface Tapped {
  /** Every tap that can be read, `logits` first. */
  readonly taps: readonly TapName[];
  /** Those that count as layers where a mapping chooses by itself, in the order of the network; all but the logits when absent. */
  readonly layers?: readonly TapName[];
  /** A tap's shape without the batch axis. Throws `KD_E_TAP_UNKNOWN` with the nearest names. */
  shapeOf(tap: TapName): Shape;
  /** Classes, the width of the logits. */
  readonly classes: number;
  dispose(): void;
}

export interface ForwardOptions {
  /** Dropout and batch statistics on. */
  readonly training: boolean;
  readonly taps: readonly TapName[];
  /** int32 `[2]`, the step's random seed; required when training a model that draws (dropout). */
  readonly seed?: Tensor1D;
}

/** A model being trained. One pass gives the logits and every tap. */
export interface Student extends Tapped {
  forward(inputs: Tensor, options: ForwardOptions): Trace;
  /** By stable name; what the optimizer moves. */
  trainables(): Readonly<Record<string, Variable>>;
  /** By stable name; moving statistics: checkpointed, not differentiated. */
  statistics(): Readonly<Record<string, Variable>>;
}

/** What one stage will ask of a teacher. */
export interface TeacherDemand {
  /** Beside the logits. */
  readonly taps: readonly TapName[];
  /** Different samples, each seen once an epoch. */
  readonly samples: number;
  /** Rows of each sample, views beside each other in a batch; 1 when absent. */
  readonly copies?: number;
  readonly epochs: number;
  /** Whether the inputs of a sample, and `Batch.view` with them, differ from epoch to epoch. */
  readonly augmented: boolean;
}

/** Answers a batch with a trace. Never changed by the run. */
export interface Teacher extends Tapped {
  /**
   * The `observe` of this teacher, where that answers at once, by tensor operations on the batch and on constants alone, so that a captured
   * step may hold it. It is the method itself, so that whoever wraps a teacher and brings an `observe` of its own does not inherit the claim:
   * see `isTraceable`.
   */
  readonly traceable?: Teacher['observe'];
  /** Called outside every tape. The trace is the caller's to dispose. */
  observe(batch: Batch, taps: readonly TapName[]): Trace | Promise<Trace>;
  /**
   * Says that this batch will soon be observed, with these taps: who can work beside the step begins now, and `observe` of the same batch gives
   * what it would have given anyway. A teacher that computes on the student's engine has none.
   *
   * The batch belongs to the loop: once this settles, nothing of it is read any more. What was begun holds no tensor, for the batch may never be
   * observed: a stage that stops disposes it. What this throws, the loop throws at the step of the batch; what fails later is thrown by `observe`.
   */
  prepare?(batch: Batch, taps: readonly TapName[]): void | Promise<void>;
  /** Where several answer: a plan asks each of them once and lets the objective hear them as the merge says. */
  readonly committee?: { readonly members: Readonly<Record<string, Teacher>>; readonly merge: MergeSpec };
  /** The classes that it knows, by index; all when absent. Its logits for the others say nothing. */
  readonly covers?: readonly number[];
  /**
   * A text that two teachers share only where one engine gives the same answers for both: digests of weights and files, and all options that
   * answers depend on. Absent where a teacher cannot tell; then nobody keeps its answers for later.
   */
  digest?(): Promise<string>;
  /** Called while a stage is planned, before anything is trained. Throws a coded error for what it could not do, or only wrongly. */
  check?(demand: TeacherDemand): void;
  /** Numbers that were trained, of networks that are not the run's. */
  readonly parameters?: number;
}
