// A plan: a stage resolved. Taps merged, shapes checked, connectors built, variables listed. Frozen; the step reads it
// and nothing else. It owns connectors, knowledge variables, optimizer slots and constant feeds, but not the models.
import type {
  BuiltConnector,
  BuiltKnowledge,
  BuiltMapping,
  BuiltOptimizer,
  FeaturePairInput,
  FeatureSequenceInput,
  NamedVariables,
  Objective,
  Optimizer,
  Quiz,
  RandomStream,
  RelationInput,
  ResponseInput,
  Schedule,
  Shape,
  Stage,
  Student,
  TapName,
  TapPair,
  Teacher,
} from '@retort/kernel';
import type { FeedSet } from '../loop/feeds.ts';
import type { PlannedMerge } from './plan-merge.ts';

/** Two activations to be compared, with the connector that joins them. */
export interface PlannedPair {
  /** A tap; where the mapping attends, what it makes of several. */
  readonly student: string;
  readonly teacher: string;
  readonly studentShape: Shape;
  readonly teacherShape: Shape;
  readonly connectorId: string;
  readonly connector: BuiltConnector;
}

interface PlannedTermBase {
  /** Its name in metrics. */
  readonly name: string;
  readonly knowledgeId: string;
  /** The feed that holds its weight. */
  readonly weightFeed: string;
  /** The weight, for people. */
  readonly weight: string;
  /** Local feed name to feed name. */
  readonly feeds: Readonly<Record<string, string>>;
  /** What is read of both sides, in order. Of a response: logits. */
  readonly taps: readonly TapPair[];
  /** The committee's member that each comparison is heard from, by its place; undefined where it is nobody's alone. Empty without a committee. */
  readonly voices: readonly (number | undefined)[];
  /** Makes the pairs of what was read; absent where what was read is the pairs. */
  readonly attend: BuiltMapping | undefined;
  /** What is compared, in order. None of a response: it needs no connector. */
  readonly pairs: readonly PlannedPair[];
}

export type PlannedTerm = PlannedTermBase &
  (
    | { readonly reads: 'response'; readonly knowledge: BuiltKnowledge<ResponseInput> }
    | { readonly reads: 'pair'; readonly knowledge: BuiltKnowledge<FeaturePairInput> }
    | { readonly reads: 'sequence'; readonly knowledge: BuiltKnowledge<FeatureSequenceInput> }
    | { readonly reads: 'relation'; readonly knowledge: BuiltKnowledge<RelationInput> }
  );

/** Who answers for a learner: a fixed teacher (by its place in the plan), a learner of the same stage, itself, or several of these. */
export type PlannedTeacher =
  | { readonly kind: 'fixed'; readonly index: number }
  | { readonly kind: 'peer'; readonly learner: string }
  | { readonly kind: 'self' }
  | PlannedCommittee;

export interface PlannedCommittee {
  readonly kind: 'committee';
  readonly names: readonly string[];
  readonly members: readonly PlannedTeacher[];
  readonly merge: PlannedMerge;
}

export interface PlannedLearner {
  readonly name: string;
  readonly slot: string;
  readonly student: Student;
  /** Factor on the learning rate. */
  readonly pace: number;
  /** Its student answers in inference mode and is not moved. */
  readonly frozen: boolean;
  /** Every tap of the student that a term of this learner, or of a peer, reads. */
  readonly studentTaps: readonly TapName[];
  readonly teacher: PlannedTeacher | undefined;
  /** The feed of the task loss's weight; absent where the weight is constantly 0, and then no task loss is computed. */
  readonly taskFeed: string | undefined;
  readonly terms: readonly PlannedTerm[];
  readonly objective: Objective;
}

/** Learners that one pass differentiates and moves. */
export interface PlannedTurn {
  readonly learners: readonly PlannedLearner[];
  readonly trainables: NamedVariables;
}

/** A lesson that is marked, before the turn of the learner that gives it. */
export interface PlannedQuiz extends Omit<Quiz, 'teacher' | 'student' | 'samples'> {
  readonly teacher: PlannedLearner;
  readonly student: PlannedLearner;
  /** What the trial moves. */
  readonly trainables: NamedVariables;
}

export interface PlannedObserver {
  readonly teacher: Teacher;
  readonly taps: readonly TapName[];
}

export interface Plan {
  readonly stage: Stage;
  readonly learners: readonly PlannedLearner[];
  /** One turn of all learners, or one for each. */
  readonly turns: readonly PlannedTurn[];
  readonly quiz: PlannedQuiz | undefined;
  /** Fixed teachers, each observed once per batch with the union of its taps. */
  readonly teachers: readonly PlannedObserver[];
  /** Students, connectors and knowledge modules; never a teacher. By stable names. */
  readonly trainables: NamedVariables;
  /** Moving statistics and knowledge memories: checkpointed, not differentiated. */
  readonly statistics: NamedVariables;
  readonly optimizer: Optimizer;
  readonly slots: BuiltOptimizer;
  readonly rate: number | Schedule;
  readonly feeds: FeedSet;
  readonly clip: number | undefined;
  /** The stream of random draws inside a step (dropout). */
  readonly random: RandomStream;
  dispose(): void;
}
