// The loss of one learner, inside the tape: every term of its plan over the traces of both sides, and the task loss.
import type { Batch, Feeds, LossTerms, Scalar, Tensor1D, Trace } from '@retort/kernel';
import { scalar } from '@retort/tensor';
import { taskLoss } from '../objective/task-loss.ts';
import type { PlannedLearner } from '../plan/plan.ts';
import type { Answer } from './answer.ts';
import { checkScalar, termLoss } from './term-loss.ts';

export interface LossInput {
  readonly student: Trace;
  /** Constant: detached, or made outside the tape. */
  readonly teacher: Answer | undefined;
  readonly batch: Batch;
  readonly feeds: Feeds;
  /** Whether connectors use the statistics of this batch. */
  readonly training: boolean;
  /** The seed of a training step. */
  readonly seed?: Tensor1D;
}

export interface LearnerLoss {
  /** The weighted sum. */
  readonly total: Scalar;
  /** Unweighted, `learner/term`. */
  readonly terms: LossTerms;
}

/** Every tensor made here belongs to the caller's scope. */
export function learnerLoss(learner: PlannedLearner, input: LossInput): LearnerLoss {
  const { student, batch, feeds } = input;
  const terms: Record<string, Scalar> = {};
  const weights: Record<string, Scalar> = {};
  if (learner.taskFeed !== undefined) {
    terms.task = taskLoss(student.logits, batch);
    weights.task = feeds[learner.taskFeed]!;
  }
  for (const term of learner.terms) {
    for (const [key, value] of Object.entries(termLoss(term, { ...input, teacher: input.teacher! }))) {
      checkScalar(key, term, value);
      const name = key === term.name || key === term.knowledgeId ? term.name : `${term.name}/${key}`;
      terms[name] = value;
      weights[name] = feeds[term.weightFeed]!;
    }
  }
  // Only the teacher of a quiz may have an objective without a term.
  const total = Object.keys(terms).length === 0 ? scalar(0) : learner.objective.combine(terms, weights);
  return { total, terms: Object.fromEntries(Object.entries(terms).map(([name, value]) => [`${learner.name}/${name}`, value])) };
}
