// Which assistants, and how many? Every chain of the named ones is trained, and the student is kept that validation likes best.
import {
  type Choice,
  defineStrategy,
  type Metrics,
  nestLast,
  requireTeacher,
  requireValidation,
  type Stage,
  type StageOutcome,
  type Strategy,
  type StrategyContext,
  type StrategyResult,
  type TeacherRef,
  withTeacher,
} from '@retort/kernel';
import { z } from 'zod';
import { type Assistant, assistantStage } from '../chain/assistant.ts';
import { assistantsOf } from '../chain/assistants-of.ts';
import { ChainOptions } from '../chain/chain-options.ts';
import type { Larger } from '../chain/play-chain.ts';
import { costOf, follow } from './follow.ts';

const max = z.int().min(0).max(8).describe('Assistants in the longest chain that is tried; all when absent.').exactOptional();

/** One chain that was tried. */
interface Tried {
  readonly name: string;
  readonly result: StrategyResult;
  readonly accuracy: number;
  /** Of everything that this chain is made of. */
  readonly cost: number;
  readonly length: number;
}

interface Search {
  readonly context: StrategyContext;
  readonly assistants: readonly Assistant[];
  readonly max: number;
  readonly last: Strategy;
  /** Local names that the outer strategy has used. */
  readonly taken: readonly string[];
  readonly parameters: (model: Choice) => Promise<number>;
  readonly tried: Tried[];
  /** Of everything that was trained. */
  cost: number;
}

/**
 * The chains are the assistants in order, with any of them left out, up to `max`: from none (the last strategy alone, to the bit) to
 * all. What two chains begin with is trained once: with n assistants there are at most 2^n students and 2^n - 1 assistants. Kept is
 * the student of the greatest accuracy on validation, of equals the one whose chain cost least; cost is steps times parameters.
 * The search for a path of Mirzadeh et al. 2020, arXiv:1902.03393.
 *
 * Also measured: the student of every chain. Figures: accuracy, length and cost of each chain, and the cost of the search.
 *
 * @throws KD_E_STRATEGY_JUDGED, KD_E_STRATEGY_TEACHER, KD_E_STRATEGY_BETWEEN
 */
export const assistantSearch = defineStrategy({
  id: 'assistant-search',
  summary: 'tries every chain of the assistants, trains no part twice, keeps the best student on validation',
  options: ChainOptions.safeExtend({ max }),
  create: ({ max, ...options }) => ({
    async *stages(context) {
      requireValidation(context, 'assistant-search');
      const teacher: Larger = {
        name: 'teacher',
        ref: requireTeacher(context, 'assistant-search'),
        model: context.teacherModel,
        metrics: context.teacherMetrics,
      };
      const last = context.strategy(options.last);
      const { assistants, figures, taken } = yield* assistantsOf(context, options, 'assistant-search');
      const search: Search = { context, assistants, max: max ?? assistants.length, last, taken, parameters: counted(context), tried: [], cost: 0 };
      yield* walk(search, [], teacher, 0);
      const best = search.tried.reduce((one, other) => (isBetter(other, one) ? other : one));
      return {
        ...best.result,
        also: {
          ...best.result.also,
          ...Object.fromEntries(search.tried.map(({ name, result }) => [name, { kind: 'slot', slot: result.slot } satisfies TeacherRef])),
        },
        figures: { ...best.result.figures, ...figures, ...account(search) },
      };
    },
  }),
});

/** The student at the end of this path, then every path that goes on from here. `cost`: of the path so far. */
async function* walk(search: Search, path: readonly number[], teacher: Larger, cost: number): AsyncGenerator<Stage, void, StageOutcome> {
  const { context, assistants, parameters } = search;
  const local = path.length === 0 ? 'chain-0' : `chain-${path.map((index) => index + 1).join('-')}`;
  const inner = path.length === 0 ? nestLast(context, search.taken) : within(context, local);
  const { result, reached, cost: own } = yield* follow(search.last.stages(withTeacher(inner, teacher)), parameters);
  search.cost += own;
  search.tried.push({ name: context.name(local), result, accuracy: reached.get(result.slot)!.accuracy!, cost: cost + own, length: path.length });
  if (path.length === search.max) return;
  for (let next = (path.at(-1) ?? -1) + 1; next < assistants.length; next++) {
    const longer = [...path, next];
    const assistant = { ...assistants[next]!, name: `chain-${longer.map((index) => index + 1).join('-')}-assistant` };
    const stage = assistantStage(context, assistant, teacher.ref);
    const outcome = yield stage;
    const more = await costOf(stage, outcome, parameters);
    search.cost += more;
    const taught: Larger = { name: assistant.name, ref: { kind: 'slot', slot: stage.name }, model: assistant.model, metrics: outcome.learners.assistant };
    yield* walk(search, longer, taught, cost + more);
  }
}

/** Everything under the name of its chain; a nested strategy may have a stage `assistant` too. */
function within(context: StrategyContext, chain: string): StrategyContext {
  return nestLast({ ...context, name: (local) => context.name(`${chain}-${local}`) }, ['assistant']);
}

const isBetter = (one: Tried, other: Tried): boolean => one.accuracy > other.accuracy || (one.accuracy === other.accuracy && one.cost < other.cost);

function account({ context, tried, cost }: Search): Readonly<Record<string, Metrics>> {
  const chains = tried.map(({ name, accuracy, length, cost: own }) => [name, { accuracy, length, cost: own }]);
  return { ...Object.fromEntries(chains), [context.name('search')]: { chains: tried.length, cost } };
}

/** Counts every network once. */
function counted({ parameters }: StrategyContext): (model: Choice) => Promise<number> {
  const known = new Map<string, Promise<number>>();
  return (model) => {
    const key = JSON.stringify(model);
    const found = known.get(key) ?? parameters(model);
    known.set(key, found);
    return found;
  };
}
