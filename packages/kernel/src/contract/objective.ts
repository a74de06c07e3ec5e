// How much of what: a weighted sum of the task loss and knowledge terms. The spec is data; the objective combines.
import type { Choice, Schedulable } from './clock.ts';
import type { Feeds, LossTerms } from './knowledge.ts';
import type { Scalar } from './tensor.ts';

export interface TermSpec {
  readonly knowledge: Choice;
  readonly weight: Schedulable;
  /** The term's name in metrics and checkpoints; the knowledge's id when absent. Unique in its objective. */
  readonly name?: string;
  /** Which layers. Of a response: which logits (exits, branches, members of a committee); the models' own when absent. */
  readonly mapping?: Choice;
  /** Set by the run in the stage that a knowledge's prelude asks for. */
  readonly phase?: 'prelude';
  /** How the student's space reaches the teacher's. When absent, `auto` for features compared element by element, else `none`. */
  readonly connector?: Choice;
}

export interface ObjectiveSpec {
  readonly id?: string;
  /** Weight of the task loss: the mean cross-entropy over the labelled samples of a batch. */
  readonly task: Schedulable;
  readonly terms: readonly TermSpec[];
}

/** Combines the named terms by their weights (feeds of the same names). Called inside the tape. */
export interface Objective {
  combine(terms: LossTerms, weights: Feeds): Scalar;
}
