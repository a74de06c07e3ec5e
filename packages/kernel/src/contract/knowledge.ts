// What is transferred: how two traces differ, as named scalar terms. Three families, each with inputs of its own.
import type { Schedulable } from './clock.ts';
import type { Samples } from './dataset.ts';
import type { RandomStream } from './random.ts';
import type { Scalar, Shape, Tensor, Tensor1D, Tensor2D, Variable } from './tensor.ts';

/** Named scalars, float32 `[]`, in nats or squared units as the method says. Each is differentiable in the student. */
export type LossTerms = Readonly<Record<string, Scalar>>;

/** What varies from step to step (temperatures, margins), as scalar tensors, so that a step can be captured whole. */
export type Feeds = Readonly<Record<string, Scalar>>;

interface LabelInput {
  /** int32 `[B]`, -1 where absent. */
  readonly labels: Tensor1D;
  /** float32 `[B, C]`, zero rows where absent. */
  readonly targets: Tensor2D;
  /** float32 `[B]`, 1 where known. */
  readonly labelled: Tensor1D;
  readonly feeds: Feeds;
  /** Views of each sample in the batch: rows `[0, B / copies)` are the first views, and so on. 1 when absent. */
  readonly copies?: number;
}

/** Of a knowledge whose loss is a mean over samples and which says so (`weighs`). */
interface SampleWeights {
  /**
   * float32 `[B]`, how much each sample counts: the loss is `(1/B) sum_n w_n loss_n`. They need not sum to `B`; a gradient may flow
   * through them. Absent: all 1.
   */
  readonly weights?: Tensor1D;
}

/** Logits of both sides, `[B, C]`: the models' own, or taps of that shape (exits, branches). */
export interface ResponseInput extends LabelInput, SampleWeights {
  readonly student: Tensor2D;
  readonly teacher: Tensor2D;
}

/** One mapped pair of activations, the student's already through its connector. */
export interface FeaturePairInput extends SampleWeights {
  readonly student: Tensor;
  readonly teacher: Tensor;
  /** Place of this pair in the mapping, from 0, and how many there are. */
  readonly index: number;
  readonly count: number;
  readonly feeds: Feeds;
  /** int32 `[2]`, the seed of this training step, for draws inside the loss. Absent where nothing is learnt. */
  readonly seed?: Tensor1D;
}

/** All mapped pairs in order. Weights are those of the samples in each of them. */
export interface FeatureSequenceInput extends SampleWeights {
  readonly student: readonly Tensor[];
  readonly teacher: readonly Tensor[];
  readonly feeds: Feeds;
}

/** One mapped pair, to be compared across the samples of the batch. `ids` are the samples' identities. */
export interface RelationInput extends LabelInput {
  readonly student: Tensor;
  readonly teacher: Tensor;
  /** Place of this pair in the mapping, from 0. */
  readonly index: number;
  readonly ids: Int32Array;
  /**
   * int32 `[2]`, the seed of this training step, for draws inside the loss. Absent where nothing is learnt (a rehearsal, an
   * evaluation): then a loss leaves its state as it is.
   */
  readonly seed?: Tensor1D;
}

/** What a knowledge may know before the first batch. Shapes are without the batch axis and after the connectors. */
export interface KnowledgeBuild {
  readonly student: readonly Shape[];
  readonly teacher: readonly Shape[];
  readonly classes: number;
  /** Samples in the training view: the length of a memory bank. */
  readonly samples: number;
  /** Those samples in order: identities, and labels (-1 where absent). Without it, identities 0, 1, ... and no labels. */
  readonly view?: Pick<Samples, 'ids' | 'labels'>;
  readonly random: RandomStream;
  /** Set in the stage that its prelude asks for. */
  readonly phase?: 'prelude';
}

/** A stage that a knowledge needs before the one it stands in: the term alone, without labels, on the same view. */
export interface Prelude {
  readonly epochs: number;
  /**
   * `modules`: only the knowledge's own variables are trained, by a term of weight 1, and they are kept for what follows. `student`: the
   * student too, by the term with its own weight.
   */
  readonly trains: 'modules' | 'student';
  /** Whether the term stands in the stage after it as well; else it has done its work. */
  readonly stays: boolean;
}

/** A knowledge ready for steps. It owns its variables and state; it owns no tensor of a step. */
export interface BuiltKnowledge<Input> {
  loss(input: Input): LossTerms;
  /** Trained with the student and checkpointed, never exported. By local name. */
  readonly variables?: Readonly<Record<string, Variable>>;
  /** Checkpointed, not trained. */
  readonly state?: Readonly<Record<string, Variable>>;
}

interface KnowledgeBase<Input> {
  readonly id: string;
  /** What of the options varies with the clock. */
  readonly feeds: Readonly<Record<string, Schedulable>>;
  readonly prelude?: Prelude;
  /** Whether it reads no teacher: it works where there is none. */
  readonly teacherless: boolean;
  /** Whether its loss honours `weights`. Of a response or of features. */
  readonly weighs: boolean;
  build(build: KnowledgeBuild): BuiltKnowledge<Input>;
}

export interface ResponseKnowledge extends KnowledgeBase<ResponseInput> {
  readonly family: 'response';
}

interface FeatureBase {
  readonly family: 'feature';
  /**
   * Whether both sides are compared element by element, so that a term without a connector gets one by the shapes (`auto`). Else it takes
   * unlike shapes by itself, and gets none.
   */
  readonly aligned: boolean;
}

export type FeatureKnowledge =
  | (KnowledgeBase<FeaturePairInput> & FeatureBase & { readonly reads: 'pair' })
  | (KnowledgeBase<FeatureSequenceInput> & FeatureBase & { readonly reads: 'sequence' });

export interface RelationKnowledge extends KnowledgeBase<RelationInput> {
  readonly family: 'relation';
}

export type Knowledge = ResponseKnowledge | FeatureKnowledge | RelationKnowledge;
