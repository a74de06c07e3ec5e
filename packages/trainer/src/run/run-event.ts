// What a run tells while it goes. Plain numbers, except where a student is offered for keeping.
import type { Metrics, StageOutcome, StrategyResult, Student } from '@retort/kernel';
import type { Measurement } from '../evaluate/measure.ts';
import type { StageEvent } from '../loop/train-stage.ts';

/** Where in a run something happens. The teacher's own training has the arm `teacher`. */
export interface Place {
  readonly seed: number;
  readonly arm: string;
  readonly stage: string;
}

/** The teacher, the student of one arm, or whom an arm's strategy names beside it, measured on the test samples. */
export interface Participant {
  readonly seed: number;
  /** `teacher`, the arm's name, or `<arm>-<name>`. */
  readonly name: string;
  /** `agreement` with the teacher's predictions where there is a teacher. */
  readonly metrics: Metrics;
  readonly measurement: Measurement;
  /** float32 `[test samples, classes]`. */
  readonly logits: Float32Array;
  /** Trainable numbers, of all its models. */
  readonly parameters: number;
  /** Steps of the stages that trained it, and their mean wall time in milliseconds. */
  readonly steps: number;
  readonly msPerStep: number;
}

export type RunEvent =
  | { readonly kind: 'seed'; readonly seed: number; readonly index: number; readonly count: number }
  | { readonly kind: 'stage'; readonly place: Place; readonly event: Exclude<StageEvent, { kind: 'checkpoint' | 'save' }> }
  /** A stage that was finished before this run was resumed. */
  | { readonly kind: 'stage-done'; readonly place: Place; readonly outcome: StageOutcome }
  | { readonly kind: 'checkpoint'; readonly place: Place; readonly step: number }
  /** A damaged checkpoint was met while resuming; an older one is taken. The result is the same. */
  | { readonly kind: 'checkpoint-skipped'; readonly place: Place; readonly step: number; readonly reason: string }
  | { readonly kind: 'participant'; readonly participant: Participant }
  /** What an arm's strategy chose by, or spent. */
  | { readonly kind: 'figures'; readonly seed: number; readonly arm: string; readonly figures: NonNullable<StrategyResult['figures']> }
  /** A member of the teacher, trained. Valid until the next event is asked for. */
  | { readonly kind: 'member'; readonly seed: number; readonly member: string; readonly student: Student }
  /** The student of an arm. Valid until the next event is asked for, unless `keep()` is called: then the caller disposes it. */
  | { readonly kind: 'student'; readonly seed: number; readonly arm: string; readonly student: Student; keep(): void }
  | { readonly kind: 'interrupted'; readonly place: Place; readonly step: number };
