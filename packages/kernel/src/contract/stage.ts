// A stage says who learns from whom, by which objective, on what data, for how long. Data only: it can be printed,
// compared and resumed. A strategy yields stages and decides the next from what came of the last.
import type { Choice } from './clock.ts';
import type { ObjectiveSpec } from './objective.ts';

/** `full`: all samples, all labels. `labelled`: only samples whose label is kept. `transfer`: all samples, kept labels. */
export type SampleView = 'full' | 'labelled' | 'transfer';

/** The recipe's teacher, a model of an earlier stage, or a learner of this stage. */
export type TeacherRef = { readonly kind: 'teacher' } | { readonly kind: 'slot'; readonly slot: string } | { readonly kind: 'peer'; readonly learner: string };

export interface Learner {
  readonly name: string;
  /** Where the trained model is kept. A slot named for the first time is built from `model`. */
  readonly student: { readonly slot: string; readonly model: Choice };
  readonly teacher?: TeacherRef;
  readonly objective: ObjectiveSpec;
}

export interface TrainingSpec {
  readonly epochs: number;
  readonly batch: number;
  readonly lastBatch: 'keep' | 'drop';
  readonly optimizer: Choice;
  /** Largest global norm of the gradients; none when absent. */
  readonly clip?: number;
  readonly callbacks: readonly Choice[];
  /** Epochs between evaluations. */
  readonly evaluateEvery: number;
  /** Steps between checkpoints; 0: only at the ends of epochs. */
  readonly checkpointEvery: number;
  /** Steps between readings of the device. */
  readonly logEvery: number;
  readonly augment: readonly Choice[];
}

export interface Stage {
  /** Unique within a run, `[a-z0-9-]`: it names a folder. */
  readonly name: string;
  readonly learners: readonly Learner[];
  readonly view: SampleView;
  readonly training: TrainingSpec;
}

/** Plain numbers by name: `accuracy`, `nll`, `ece`, `agreement`, ... */
export type Metrics = Readonly<Record<string, number>>;

export interface StageOutcome {
  readonly stage: string;
  /** Steps taken. */
  readonly steps: number;
  /** Why it ended: `finished`, or what a callback said. */
  readonly reason: string;
  /** Evaluation of each learner, by its name. */
  readonly learners: Readonly<Record<string, Metrics>>;
}

export interface StrategyContext {
  readonly student: Choice;
  /** Whether the recipe has a teacher. */
  readonly hasTeacher: boolean;
  readonly objective: ObjectiveSpec;
  readonly view: SampleView;
  readonly training: TrainingSpec;
}

export interface StrategyResult {
  /** The slot that holds the student to keep. */
  readonly slot: string;
}

export interface Strategy {
  stages(context: StrategyContext): AsyncGenerator<Stage, StrategyResult, StageOutcome>;
}
