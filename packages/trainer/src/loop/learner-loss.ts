// The loss of one learner, inside the tape: every term of its plan over the traces of both sides, and the task loss.
import { type Batch, type Feeds, type LossTerms, retortError, type Scalar, type Tensor, type Tensor1D, type Trace } from '@retort/kernel';
import { addN } from '@retort/tensor';
import { taskLoss } from '../objective/task-loss.ts';
import type { PlannedLearner, PlannedTerm } from '../plan/plan.ts';

export interface LossInput {
  readonly student: Trace;
  /** Constant: detached, or made outside the tape. */
  readonly teacher: Trace | undefined;
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
    for (const [key, value] of Object.entries(termLoss(term, input))) {
      if (value.rank !== 0)
        throw retortError('KD_E_PLAN_TERM_SHAPE', {
          what: `term "${key}" of ${term.knowledgeId}`,
          expected: 'a scalar',
          received: `shape [${value.shape.join(', ')}]`,
        });
      const name = key === term.name || key === term.knowledgeId ? term.name : `${term.name}/${key}`;
      terms[name] = value;
      weights[name] = feeds[term.weightFeed]!;
    }
  }
  const total = learner.objective.combine(terms, weights);
  return { total, terms: Object.fromEntries(Object.entries(terms).map(([name, value]) => [`${learner.name}/${name}`, value])) };
}

/** The terms of one knowledge; those of several pairs are added by name. */
function termLoss(term: PlannedTerm, { student, teacher: answer, batch, feeds: all, training, seed }: LossInput): LossTerms {
  const teacher = answer!;
  const feeds: Feeds = Object.fromEntries(Object.entries(term.feeds).map(([local, name]) => [local, all[name]!]));
  const { labels, targets, labelled, ids } = batch;
  if (term.reads === 'response') {
    return term.knowledge.loss({ student: student.logits, teacher: teacher.logits, labels, targets, labelled, feeds });
  }
  const mapped = term.pairs.map((pair) => ({ student: pair.connector.apply(student.taps[pair.student]!, { training }), teacher: teacher.taps[pair.teacher]! }));
  const drawn = seed === undefined ? {} : { seed };
  switch (term.reads) {
    case 'sequence':
      return term.knowledge.loss({ student: mapped.map((pair) => pair.student), teacher: mapped.map((pair) => pair.teacher), feeds });
    case 'pair':
      return addByName(mapped.map((pair, index) => term.knowledge.loss({ ...pair, ...drawn, index, count: mapped.length, feeds })));
    case 'relation':
      return addByName(mapped.map((pair, index) => term.knowledge.loss({ ...pair, ...drawn, index, labels, targets, labelled, ids, feeds })));
  }
}

function addByName(losses: readonly LossTerms[]): LossTerms {
  if (losses.length === 1) return losses[0]!;
  const names = new Set(losses.flatMap((terms) => Object.keys(terms)));
  return Object.fromEntries([...names].map((name) => [name, addN(losses.flatMap((terms) => terms[name] ?? []) as Tensor[]) as Scalar]));
}
