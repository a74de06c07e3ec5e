// Watches a stage and may steer it. Gets plain numbers, never tensors.
import type { Metrics } from './stage.ts';

export interface StepReport {
  readonly stage: string;
  readonly step: number;
  readonly epoch: number;
  /** The weighted sum of every learner. */
  readonly loss: number;
  /** Unweighted terms, `learner/term`. */
  readonly terms: Metrics;
  readonly rate: number;
  /** Global gradient norm before clipping. */
  readonly gradientNorm: number;
  /** Mean wall time of a step since the last report, milliseconds. Not part of what is reproduced. */
  readonly ms: number;
}

export interface EpochReport {
  readonly stage: string;
  /** Epochs finished, from 1. */
  readonly epoch: number;
  readonly step: number;
  /** Means of the epoch's logged steps (`loss`, `learner/term`) and, where evaluated, `val_accuracy`, `val_nll`, ... */
  readonly logs: Metrics;
}

export interface StageReport {
  readonly stage: string;
  /** Where in the run: `seed-1/distilled/distill`. */
  readonly label: string;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly steps: number;
}

/** What a callback may do. All of it takes effect between steps and is checkpointed. */
export interface RunControl {
  stop(reason: string): void;
  /** Multiplies the scheduled learning rate from now on. */
  scaleRate(factor: number): void;
  /** Copies every trainable and statistic under a name, replacing an earlier copy. */
  remember(name: string): void;
  /** Puts a remembered copy back. */
  recall(name: string): void;
  /** Saves every learner's student as a model folder under this name, replacing an earlier one. */
  save(name: string): void;
  /** Asks for a checkpoint after this step. */
  checkpoint(): void;
}

/** Serialisable state of a callback, kept in checkpoints. */
export type CallbackState = Readonly<Record<string, number | string | boolean | null>>;

export interface Callback {
  onStageBegin?(report: StageReport, control: RunControl): void | Promise<void>;
  /** Every `logEvery` steps. */
  onStepEnd?(report: StepReport, control: RunControl): void | Promise<void>;
  onEpochEnd?(report: EpochReport, control: RunControl): void | Promise<void>;
  onStageEnd?(report: StageReport, control: RunControl): void | Promise<void>;
  state?(): CallbackState;
  restore?(state: CallbackState): void;
}
