// The terms of one knowledge at one step: what it reads is joined, connected and compared; several pairs, and several voices of a
// committee, are added by name.
import { type Feeds, type JoinedPair, type LossTerms, retortError, type Scalar, type Tensor, type Tensor1D, type Tensor2D, type Trace } from '@retort/kernel';
import { addN, mean, mul } from '@retort/tensor';
import type { PlannedTerm } from '../plan/plan.ts';
import { weightsOf } from '../teacher/merge-logits.ts';
import type { Answer } from './answer.ts';
import type { LossInput } from './learner-loss.ts';

export function termLoss(term: PlannedTerm, input: LossInput & { readonly teacher: Answer }): LossTerms {
  const { student, teacher, batch, training, seed } = input;
  const { labels, targets, labelled, ids, copies = 1 } = batch;
  const feeds: Feeds = Object.fromEntries(Object.entries(term.feeds).map(([local, name]) => [local, input.feeds[name]!]));
  const known = { labels, targets, labelled, copies, feeds };
  if (term.reads === 'response') {
    const { loss } = term.knowledge;
    return addByName(
      term.taps.flatMap((tap, index) => {
        const own = read(student, tap.student) as Tensor2D;
        const apart = tap.teacher === 'logits' && teacher.voices?.apart === true;
        if (apart)
          return teacher.voices!.logits.map((other, k) => weighed(teacher, k, (weights) => loss({ student: own, teacher: other, ...known, ...weights })));
        return weighed(teacher, term.voices[index], (weights) => loss({ student: own, teacher: read(teacher, tap.teacher) as Tensor2D, ...known, ...weights }));
      }),
    );
  }
  const activations = term.taps.map((tap) => ({ student: read(student, tap.student), teacher: read(teacher, tap.teacher) }));
  const joined: readonly JoinedPair[] =
    term.attend?.join({ student: activations.map((pair) => pair.student), teacher: activations.map((pair) => pair.teacher) }) ?? activations;
  const pairs = joined.map(({ student: own, ...other }, index) => ({ ...other, student: term.pairs[index]!.connector.apply(own, { training }) }));
  const drawn = seed === undefined ? {} : { seed };
  switch (term.reads) {
    case 'sequence':
      // One comparison of all pairs: where they are heard from one member, it counts as that member does.
      return weighed(teacher, term.voices[0], (weights) =>
        term.knowledge.loss({ student: pairs.map((pair) => pair.student), teacher: pairs.map((pair) => pair.teacher), feeds, ...weights }),
      );
    case 'pair':
      return addByName(
        pairs.map((pair, index) =>
          weighed(teacher, term.voices[index], (weights) =>
            term.knowledge.loss({ ...pair, ...both(pair, weights), ...drawn, index, count: pairs.length, feeds }),
          ),
        ),
      );
    case 'relation':
      return addByName(
        pairs.map((pair, index) => weighed(teacher, term.voices[index], () => term.knowledge.loss({ ...pair, ...drawn, ...known, index, ids }), 'as a whole')),
      );
  }
}

function read(trace: Trace, tap: string): Tensor {
  return tap === 'logits' ? trace.logits : trace.taps[tap]!;
}

/**
 * The loss against one voice, as much as it counts: times its weight, or, where weights differ by sample, with them. A relation
 * compares the batch as a whole and counts by their mean.
 */
function weighed(teacher: Answer, voice: number | undefined, loss: (weights: { readonly weights?: Tensor1D }) => LossTerms, batch?: 'as a whole'): LossTerms {
  if (teacher.voices === undefined || voice === undefined) return loss({});
  const weights = weightsOf(teacher.voices.weights, voice);
  if (weights.rank === 1 && batch === undefined) return loss({ weights: weights as Tensor1D });
  const weight = weights.rank === 0 ? weights : mean(weights);
  return Object.fromEntries(Object.entries(loss({})).map(([name, term]) => [name, mul(term, weight) as Scalar]));
}

/** What the mapping weighs and what the committee weighs. */
function both(one: { readonly weights?: Tensor1D }, other: { readonly weights?: Tensor1D }): { readonly weights?: Tensor1D } {
  if (one.weights === undefined) return other;
  return { weights: other.weights === undefined ? one.weights : mul(one.weights, other.weights) };
}

function addByName(losses: readonly LossTerms[]): LossTerms {
  if (losses.length === 1) return losses[0]!;
  const names = new Set(losses.flatMap((terms) => Object.keys(terms)));
  return Object.fromEntries([...names].map((name) => [name, addN(losses.flatMap((terms) => terms[name] ?? []) as Tensor[]) as Scalar]));
}

/** @throws KD_E_PLAN_TERM_SHAPE */
export function checkScalar(key: string, { knowledgeId }: PlannedTerm, value: Tensor): void {
  if (value.rank === 0) return;
  const received = `shape [${value.shape.join(', ')}]`;
  throw retortError('KD_E_PLAN_TERM_SHAPE', { what: `term "${key}" of ${knowledgeId}`, expected: 'a scalar', received });
}
