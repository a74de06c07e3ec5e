// Which layers? Several mappings of one term are tried for a few epochs each, and the one that validation likes best is taken.
import {
  type Choice,
  defineStrategy,
  expectedName,
  type Metrics,
  nestLast,
  type ObjectiveSpec,
  requireTeacher,
  requireTerms,
  requireValidation,
  retortError,
  type Stage,
  type StageOutcome,
  type StrategyContext,
  type StrategyResult,
} from '@retort/kernel';
import { choiceOf, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';

const MappingSearchOptions = z.strictObject({
  candidates: z.array(choiceOf('mapping')).min(2).max(64).describe('The mappings that are tried.'),
  term: z.string().min(1).describe('The term whose mapping is searched, by its name; the only one when absent.').exactOptional(),
  trial: trainingChanges.describe("What a trial changes of the recipe's training; one epoch where none is given.").default({}),
  last: choiceOf('strategy').default('offline').describe('How the student is trained with the mapping that was found.'),
});

type MappingSearchOptions = z.output<typeof MappingSearchOptions>;

/**
 * Stages `trial-1` .. `trial-N`: for each candidate a new student learns the recipe's objective with that mapping, for a few epochs. Then
 * those of `last`, with the candidate of the greatest accuracy on validation, of equals the first. A grid search; no published schedule.
 *
 * Every trial starts from first weights of its own, and the student of `last` from its own: nothing of a trial is kept. Figures: the
 * accuracy and the steps of each trial.
 *
 * @throws KD_E_STRATEGY_TEACHER, KD_E_STRATEGY_JUDGED, KD_E_STRATEGY_TERMS
 */
export const mappingSearch = defineStrategy({
  id: 'mapping-search',
  summary: 'tries several mappings of a term for a few epochs each, and trains with the best on validation',
  options: MappingSearchOptions,
  create: (options) => ({ stages: (context) => play(context, options) }),
});

async function* play(context: StrategyContext, options: MappingSearchOptions): AsyncGenerator<Stage, StrategyResult, StageOutcome> {
  const { student, view, name } = context;
  const teacher = requireTeacher(context, 'mapping-search');
  requireValidation(context, 'mapping-search');
  const term = termOf(requireTerms(context.objective, 'mapping-search'), options.term);
  const last = context.strategy(options.last);
  const tried: { readonly objective: ObjectiveSpec; readonly metrics: Metrics }[] = [];
  for (const [index, mapping] of options.candidates.entries()) {
    const local = `trial-${index + 1}`;
    const objective = withMapping(context.objective, term, mapping);
    const outcome = yield {
      name: name(local),
      learners: [{ name: 'student', student: { slot: name(local), model: student }, teacher, objective }],
      view,
      training: { ...context.training, epochs: 1, ...options.trial },
    };
    tried.push({ objective, metrics: { accuracy: outcome.learners.student?.accuracy ?? Number.NaN, steps: outcome.steps } });
  }
  const best = tried.reduce((one, other) => (other.metrics.accuracy! > one.metrics.accuracy! ? other : one));
  const taken = options.candidates.map((_, index) => `trial-${index + 1}`);
  const result = yield* last.stages({ ...nestLast(context, taken), objective: best.objective });
  const figures = Object.fromEntries(tried.map(({ metrics }, index) => [`trial ${index + 1}: ${JSON.stringify(options.candidates[index])}`, metrics]));
  return { ...result, figures: { ...result.figures, ...figures } };
}

/** The place of the term in the objective. */
function termOf({ terms }: ObjectiveSpec, wanted: string | undefined): number {
  const names = terms.map(({ name, knowledge }) => name ?? (typeof knowledge === 'string' ? knowledge : knowledge.id));
  const found = wanted === undefined && names.length === 1 ? 0 : names.indexOf(wanted ?? '');
  if (found >= 0) return found;
  const expected = wanted === undefined ? `\`term\`: one of ${names.join(', ')}` : expectedName(wanted, names);
  throw retortError('KD_E_STRATEGY_TERMS', {
    what: 'the term whose mapping "mapping-search" looks for',
    expected,
    received: wanted === undefined ? 'none' : `"${wanted}"`,
    action: 'Name the term.',
  });
}

function withMapping({ terms, ...rest }: ObjectiveSpec, place: number, mapping: Choice): ObjectiveSpec {
  return { ...rest, terms: terms.map((term, index) => (index === place ? { ...term, mapping } : term)) };
}
