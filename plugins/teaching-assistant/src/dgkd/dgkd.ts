// Densely guided distillation: each network of a chain is taught by all larger ones at once, some of them left out at random.
import { type Choice, defineStrategy, type NestedTeacher } from '@retort/kernel';
import { choiceOf } from '@retort/kernel/zod';
import { z } from 'zod';
import { ChainOptions } from '../chain/chain-options.ts';
import { type Larger, playChain } from '../chain/play-chain.ts';

const weights = choiceOf('weighting')
  .describe('How much each of the larger networks counts, where there are several: a weighting, instead of random drops.')
  .exactOptional();

const drop = z.int().min(0).max(8).default(1).describe('How many of the larger networks are left out of each step, at random; never all of them.');

/**
 * Stages as those of `teaching-assistant`, but the k-th assistant learns from the teacher and all assistants before it, and the
 * student from all: `(1 - l) CE + l T^2 sum_k KL_k`, a sum over those that are not dropped in this step. Son, Na, Choi, Hwang,
 * "Densely Guided Knowledge Distillation Using Multiple Teacher Assistants", ICCV 2021, arXiv:2009.08825.
 *
 * With `weights` they count as that weighting says, `confidence` for example: for each sample, and nobody is dropped.
 *
 * Who is alone is heard alone: without assistants it is the last strategy, to the bit.
 *
 * @throws KD_E_STRATEGY_TEACHER, KD_E_STRATEGY_BETWEEN, KD_E_STRATEGY_JUDGED
 */
export const dgkd = defineStrategy({
  id: 'dgkd',
  summary: 'a chain of assistants, each and the student taught by all larger networks, with random drops (Son 2021)',
  options: ChainOptions.safeExtend({ drop, weights }),
  create: ({ drop, weights: given, ...options }) => ({
    stages: (context) => playChain(context, options, (larger) => all(larger, given ?? { id: 'dropped', drop: Math.min(drop, larger.length - 1) }), 'dgkd'),
  }),
});

function all(larger: readonly [Larger, ...Larger[]], weights: Choice): NestedTeacher {
  if (larger.length === 1) return larger[0];
  const members = Object.fromEntries(larger.map(({ name, ref }) => [name, ref]));
  return { ref: { kind: 'committee', members, merge: { space: 'loss', weights } } };
}
