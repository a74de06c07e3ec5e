// How several teachers are heard as one: in which space their answers meet, and how much each counts.
import type { Choice, Schedulable } from './clock.ts';
import type { Feeds } from './knowledge.ts';
import type { RandomStream } from './random.ts';
import type { Tensor, Tensor1D, Tensor2D } from './tensor.ts';

export interface MergeSpec {
  /**
   * `loss`: every term is computed against each member, and the losses are weighted. `logit`: the weighted logits are one answer.
   * `probability`: the weighted softened probabilities are one answer, `z = T log sum_k w_k softmax(z_k / T)`.
   */
  readonly space: 'loss' | 'logit' | 'probability';
  readonly weights: Choice;
  /** `T` of the space `probability`: that of the knowledge that reads the answer. 1 when absent. */
  readonly temperature?: number;
}

export interface WeightingInput {
  /** Logits of the members, `[B, C]` each, in order. Constants. */
  readonly members: readonly Tensor2D[];
  /** Logits of the student that learns, `[B, C]`, detached. */
  readonly student: Tensor2D;
  /** int32 `[B]`, -1 where absent. */
  readonly labels: Tensor1D;
  /** float32 `[B, C]`, zero rows where absent. */
  readonly targets: Tensor2D;
  /** float32 `[B]`, 1 where known. */
  readonly labelled: Tensor1D;
  readonly feeds: Feeds;
  /** int32 `[2]`, the seed of this training step; absent where nothing is learnt. */
  readonly seed?: Tensor1D;
}

export interface WeightingBuild {
  /** How many members. */
  readonly members: number;
  readonly classes: number;
  readonly random: RandomStream;
}

/** float32 `[K]` for each member, or `[B, K]` for each sample and member; constants to the gradient. Owned by the surrounding scope. */
export type BuiltWeighting = (input: WeightingInput) => Tensor;

export interface Weighting {
  readonly feeds: Readonly<Record<string, Schedulable>>;
  readonly per: 'member' | 'sample';
  /** Throws `KD_E_WEIGHTING` where it has no meaning for so many members. */
  build(build: WeightingBuild): BuiltWeighting;
}
