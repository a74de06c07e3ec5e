// A stage says who learns from whom, by which objective, on what data, for how long. Data only: it can be printed,
// compared and resumed. A strategy yields stages and decides the next from what came of the last.
import type { Choice } from './clock.ts';
import type { ObjectiveSpec } from './objective.ts';
import type { MergeSpec } from './weighting.ts';

/** `full`: all samples, all labels. `labelled`: only samples whose label is kept. `transfer`: all samples, kept labels. */
export type SampleView = 'full' | 'labelled' | 'transfer';

/** Who answers for a learner. */
export type TeacherRef =
  /** The recipe's teacher. */
  | { readonly kind: 'teacher' }
  /** The model of an earlier stage, or a shadow of this one. */
  | { readonly kind: 'slot'; readonly slot: string }
  /** A learner of this stage, as it is at this step. */
  | { readonly kind: 'peer'; readonly learner: string }
  /** The learner itself: its own answer as a constant, for its exits and branches to learn from. */
  | { readonly kind: 'self' }
  /** Several of these; their taps are `member/tap`. */
  | { readonly kind: 'committee'; readonly members: Readonly<Record<string, TeacherRef>>; readonly merge: MergeSpec };

export interface StudentSpec {
  /** Where the trained model is kept. A slot named for the first time is built from `model`; afterwards it keeps what was trained. */
  readonly slot: string;
  readonly model: Choice;
  /** Where a new slot takes its first weights from: an earlier slot, or the recipe's teacher. Of the same model. */
  readonly from?: { readonly kind: 'slot'; readonly slot: string } | { readonly kind: 'teacher' };
}

export interface Learner {
  readonly name: string;
  readonly student: StudentSpec;
  readonly teacher?: TeacherRef;
  readonly objective: ObjectiveSpec;
  /** Factor on the learning rate of all that is its own; 1 when absent. */
  readonly pace?: number;
  /** Its student is not moved: only connectors and knowledge modules are. */
  readonly frozen?: boolean;
}

/** A model that follows a learner and is never differentiated: a slot that teachers may name, in this stage and later ones. */
export interface Shadow {
  readonly slot: string;
  /** The learner it follows. It starts as its copy. */
  readonly of: string;
  /** `average`: after each step, `shadow <- momentum * shadow + (1 - momentum) * learner`. `copy`: a copy every so many steps. */
  readonly follow: { readonly kind: 'average'; readonly momentum: number } | { readonly kind: 'copy'; readonly every: number };
}

/** Keeps the samples of the view that a finished model finds easiest, or hardest: by its cross-entropy, or its entropy where the label is absent. */
export interface Selection {
  readonly by: Extract<TeacherRef, { readonly kind: 'teacher' | 'slot' }>;
  /** Fraction that is kept, in (0, 1]. */
  readonly keep: number;
  readonly order: 'easiest' | 'hardest';
}

/**
 * A learner that teaches another one and learns from the mark that its lesson earns (MetaDistil: Zhou, Xu, McAuley, ACL 2022). Before
 * the teacher's turn the student takes a trial step on the batch, is examined on a quiz, and is put back; the derivative of the quiz's
 * loss by the teacher's softened answers is added to what the teacher learns from. Needs the order `in-turn`, the teacher first.
 */
export interface Quiz {
  /** Names of two learners of the stage; the student's teacher is that one, as a peer. */
  readonly teacher: string;
  readonly student: string;
  /** Labelled samples of the view that are held out of training, a fraction in (0, 1). */
  readonly samples: number;
  /** Learning rate of the trial step, plain gradient descent. */
  readonly rate: number;
  /** Temperature and weight of the soft targets in the student's objective: through them the lesson is differentiated. */
  readonly temperature: number;
  readonly weight: number;
  /** `difference`: one central difference of the student's logits; `exact`: by second-order gradients, where the network's operations have them. */
  readonly derivative: 'difference' | 'exact';
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
  /** How batches are made: shuffled samples when absent. `class-pairs`: the second half of a batch has the classes of the first. */
  readonly sampler?: 'shuffled' | 'class-pairs';
}

export interface Stage {
  /** Unique within a run, `[a-z0-9-]`: it names a folder. */
  readonly name: string;
  readonly learners: readonly Learner[];
  readonly view: SampleView;
  readonly training: TrainingSpec;
  /** `together`: one pass moves all learners. `in-turn`: one after another, each against the others as they are by then. */
  readonly order?: 'together' | 'in-turn';
  readonly shadows?: readonly Shadow[];
  readonly select?: Selection;
  readonly quiz?: Quiz;
}

/** Plain numbers by name: `accuracy`, `nll`, `ece`, `agreement`, ... */
export type Metrics = Readonly<Record<string, number>>;

export interface StageOutcome {
  readonly stage: string;
  /** Steps taken. */
  readonly steps: number;
  /** Why it ended: `finished`, or what a callback said. */
  readonly reason: string;
  /** Samples that the learners were judged on: choose by `validation` only. */
  readonly judged: 'validation' | 'test';
  /** Evaluation of each learner, by its name; of each shadow, by its slot. */
  readonly learners: Readonly<Record<string, Metrics>>;
}

/** What a strategy is told, by the run or by the strategy around it. */
export interface StrategyContext {
  readonly student: Choice;
  /** Who teaches; absent where nobody does. */
  readonly teacher?: TeacherRef;
  /** The teacher's network where it is one model: a learner may continue from it. */
  readonly teacherModel?: Choice;
  /** Evaluation of the teacher, on what outcomes are judged on. */
  readonly teacherMetrics?: Metrics;
  readonly objective: ObjectiveSpec;
  readonly view: SampleView;
  readonly training: TrainingSpec;
  /** What outcomes will be judged on. */
  readonly judged: 'validation' | 'test';
  /** Puts a part of a nested strategy under a name of its own: stages, learners and slots are named through it. */
  readonly name: (local: string) => string;
  /** A strategy inside this one. Throws as `Maker.make` does. */
  readonly strategy: (choice: Choice) => Strategy;
  /** Trainable numbers of a model on this data. It is built and dropped. */
  readonly parameters: (model: Choice) => Promise<number>;
}

export interface StrategyResult {
  /** The slot that holds the student to keep. */
  readonly slot: string;
  /** Who else is measured, by name: an ensemble of generations, an assistant, a second student. */
  readonly also?: Readonly<Record<string, TeacherRef>>;
  /** What it chose by, or spent: plain numbers by the name of what they are about, for the record. */
  readonly figures?: Readonly<Record<string, Metrics>>;
}

export interface Strategy {
  stages(context: StrategyContext): AsyncGenerator<Stage, StrategyResult, StageOutcome>;
}
