// A training step as one call of an engine: what is asked for, and what comes back. Who captures is the engine; who steps, the trainer.
import type { NamedTensors, NamedVariables } from './named.ts';

/** One step as a function of its feeds. */
export interface StepProgram {
  /** Whatever changes from step to step. They stay the caller's. */
  readonly feeds: NamedTensors;
  /** Synchronous. Reads the feeds, reads and assigns variables, gives float32 results, which are the caller's. */
  run(): NamedTensors;
}

export interface CaptureRequest {
  /** The step to be taken now. */
  readonly step: StepProgram;
  /** One that could have come instead, with other values in the same shapes. Where it is another program, the step is not captured. */
  readonly other: StepProgram;
  /** All that a step may assign. Any other variable that it reads is a constant to it. */
  readonly variables: NamedVariables;
  /** Variables that no step assigns, and nobody else while it is captured, and that are too large to be written into a program: loaded once. */
  readonly constants?: NamedVariables;
  /** Whether this very program was verified before (a run is resumed): then it is not held against the eager step again. */
  readonly verified: boolean;
}

/** `step` was taken, captured or eagerly. */
export interface Capture {
  /** Of `step`, the caller's. */
  readonly results: NamedTensors;
  readonly captured?: CapturedStep;
  /** Why there is no captured step: one sentence. */
  readonly refusal?: string;
}

/**
 * A step that the engine runs as one call. It keeps the variables to itself: `store` and `load` are the only ways out and in. As it
 * is handed out both are the same.
 */
export interface CapturedStep {
  /** Whether it reads a feed. One that it does not read need not be given. */
  reads(feed: string): boolean;
  /** Whether feeds have the types and shapes it was captured with, all that it reads. */
  fits(feeds: NamedTensors): boolean;
  /**
   * One step. Gives the results that are named, and computes no other; they are the caller's. After an error only `load` and `dispose` are left.
   *
   * @throws KD_E_TENSOR_SHAPE for feeds that do not fit.
   */
  run(feeds: NamedTensors, results: readonly string[]): NamedTensors;
  /** Into the variables: before anything else reads them. */
  store(): void;
  /** From the variables: after anything else assigned them. */
  load(): void;
  dispose(): void;
}

/** Takes a step, and captures it where that can be done. Throws what the step throws; the variables are as before then. */
export type CaptureStep = (request: CaptureRequest) => Promise<Capture>;
