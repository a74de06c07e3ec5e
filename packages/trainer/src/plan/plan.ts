// A plan: a stage resolved. Taps merged, shapes checked, connectors built, variables listed. Frozen; the step reads it
// and nothing else. It owns connectors, knowledge variables, optimizer slots and constant feeds, but not the models.
import type {
  BuiltConnector,
  BuiltKnowledge,
  BuiltOptimizer,
  FeaturePairInput,
  FeatureSequenceInput,
  NamedVariables,
  Objective,
  Optimizer,
  RandomStream,
  RelationInput,
  ResponseInput,
  Schedule,
  Shape,
  Stage,
  Student,
  TapName,
  Teacher,
} from '@retort/kernel';
import type { FeedSet } from '../loop/feeds.ts';

/** One mapped pair of taps with the connector that joins them. */
export interface PlannedPair {
  readonly student: TapName;
  readonly teacher: TapName;
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
  readonly pairs: readonly PlannedPair[];
}

export type PlannedTerm = PlannedTermBase &
  (
    | { readonly reads: 'response'; readonly knowledge: BuiltKnowledge<ResponseInput> }
    | { readonly reads: 'pair'; readonly knowledge: BuiltKnowledge<FeaturePairInput> }
    | { readonly reads: 'sequence'; readonly knowledge: BuiltKnowledge<FeatureSequenceInput> }
    | { readonly reads: 'relation'; readonly knowledge: BuiltKnowledge<RelationInput> }
  );

/** Who answers for a learner: a fixed teacher (by its place in the plan) or a learner of the same stage. */
export type PlannedTeacher = { readonly kind: 'fixed'; readonly index: number } | { readonly kind: 'peer'; readonly learner: string };

export interface PlannedLearner {
  readonly name: string;
  readonly slot: string;
  readonly student: Student;
  /** Every tap of the student that a term of this learner, or of a peer, reads. */
  readonly studentTaps: readonly TapName[];
  readonly teacher: PlannedTeacher | undefined;
  /** The feed of the task loss's weight; absent where the weight is constantly 0, and then no task loss is computed. */
  readonly taskFeed: string | undefined;
  readonly terms: readonly PlannedTerm[];
  readonly objective: Objective;
}

export interface PlannedObserver {
  readonly teacher: Teacher;
  readonly taps: readonly TapName[];
}

export interface Plan {
  readonly stage: Stage;
  readonly learners: readonly PlannedLearner[];
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
