// What the parent and a child process say to each other: one JSON object a line, a question and its answer in turn. A child of any framework
// keeps to it.
import type { Choice } from '@retort/kernel';
import type { Scenario, TeacherKind } from './scenario/scenario.ts';

/** One cell of the table: a scenario on an engine with a teacher. */
export interface CellRequest {
  readonly scenario: Scenario;
  readonly engine: Choice;
  readonly teacher: TeacherKind;
  readonly seed: number;
  /** For children that choose them themselves. */
  readonly threads: number;
  readonly compile: boolean;
}

/** As many turns of so many steps as take `watched` milliseconds, with every tensor operation watched, after turns of `warm` milliseconds. */
export interface ShareTurns {
  readonly steps: number;
  readonly warm: number;
  readonly watched: number;
}

export type Question =
  | { readonly ask: 'open'; readonly cell: CellRequest }
  /** So many steps more; their wall time. */
  | { readonly ask: 'turn'; readonly steps: number }
  | ({ readonly ask: 'share' } & ShareTurns)
  | { readonly ask: 'close' };

export interface Opened {
  /** What it computes on: `TensorFlow 2.21.0, CPU, 2 threads`. */
  readonly device: string;
}

export interface Turn {
  readonly ms: number;
}

export interface Share {
  readonly ms: number;
  /** Of `ms`, inside the outermost operations, writes and reads of tensors. */
  readonly insideMs: number;
}

export interface Closed {
  /** The largest resident memory of the process. */
  readonly peakBytes: number;
  /** How steps ran, where the engine could capture them: `captured`, or why not. */
  readonly steps?: string;
}

/** To each question. */
export interface Answers {
  readonly open: Opened;
  readonly turn: Turn;
  readonly share: Share;
  readonly close: Closed;
}

export interface Failure {
  readonly code: string;
  readonly message: string;
  /** In a few words, where something is only absent. */
  readonly why: string;
}

export type Reply<A = unknown> = { readonly answer: A } | { readonly failure: Failure };
