// What a run leaves behind and resumes from. A run without a store keeps nothing and cannot be resumed.
import type { NamedTensors, NamedVariables, StageOutcome, Student } from '@retort/kernel';
import type { StageSnapshot } from '../loop/stage-state.ts';
import type { Place } from './run-event.ts';

/** A finished stage: its outcome with its cost. The weights of its students and shadows, and what its terms learnt, lie beside it. */
export interface FinishedStage {
  readonly outcome: StageOutcome;
  readonly msPerStep: number;
}

export interface StoredStage {
  readonly finished: FinishedStage;
  /** What else was stored: what the terms of the stage had learnt. The caller owns it. */
  readonly modules: NamedTensors;
}

export interface StoredCheckpoint {
  readonly snapshot: StageSnapshot;
  /** Newer ones that are damaged, newest first, each with what is wrong with it. */
  readonly skipped: readonly { readonly step: number; readonly reason: string }[];
}

/** One line of metrics.jsonl. */
export type MetricsRecord = Place & { readonly event: 'step' | 'epoch'; readonly step: number } & Readonly<Record<string, unknown>>;

export interface RunStore {
  /** A finished stage: assigns the stored weights. `undefined` where the stage has not finished. */
  finished(place: Place, variables: NamedVariables): Promise<StoredStage | undefined>;
  /** The newest checkpoint that verifies. The caller disposes its tensors. */
  latest(place: Place): Promise<StoredCheckpoint | undefined>;
  /** Opens the stage's part of the log and drops what it holds beyond `step`. */
  begin(place: Place, step: number): Promise<void>;
  log(record: MetricsRecord): Promise<void>;
  checkpoint(place: Place, step: number, snapshot: StageSnapshot): Promise<void>;
  save(place: Place, name: string, students: ReadonlyMap<string, Student>): Promise<void>;
  /** Durable when it returns; the stage's checkpoints are no longer needed then. */
  finish(place: Place, finished: FinishedStage, weights: NamedTensors): Promise<void>;
  close(): Promise<void>;
}
