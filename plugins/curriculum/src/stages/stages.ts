// A training in parts, as a recipe lists them: features first, the response later; another view, other samples, another strategy.
import { defineStrategy, requireTeacher, type Selection, type Stage, type StageOutcome, type StrategyContext, type StrategyResult } from '@retort/kernel';
import { selector } from '../select/selector.ts';
import { type PartOptions, StagesOptions } from './stage-options.ts';

/**
 * One stage for each part, or those of the part's own strategy, all over one student: what a part changes of the objective, the
 * training and the view holds for that part. A part without knowledge terms asks no teacher.
 *
 * A nested strategy is told that its student is the one that the parts before have trained; what else it names stands under the name
 * of its part. Where it keeps another slot (the best of several), the parts after it go on with that.
 *
 * @throws KD_E_STRATEGY_TEACHER, KD_E_STRATEGY_SELECT
 */
export const stages = defineStrategy({
  id: 'stages',
  summary: 'a list of parts over one student, each with an objective, a training, a view, samples or a strategy of its own',
  options: StagesOptions,
  create: ({ stages: parts }) => ({
    async *stages(context) {
      for (const part of parts) check(context, part);
      let result: StrategyResult = { slot: context.name('student') };
      for (const part of parts) {
        const { also, figures, slot } = yield* play(within(context, part, result.slot), part, result.slot);
        result = { slot, ...joined('also', result.also, also), ...joined('figures', result.figures, figures) };
      }
      return result;
    },
  }),
});

/** What is wrong with a part is said before the first of all. */
function check(context: StrategyContext, part: PartOptions): void {
  const { terms } = { ...context.objective, ...part.objective };
  if (part.strategy !== undefined) context.strategy(part.strategy);
  else if (terms.length > 0) requireTeacher(context, 'stages');
  selectionOf(context, part, '');
}

/** What the part changes, and its names: the student is the slot so far, the rest stands under the part's name. */
function within(context: StrategyContext, { name: part, epochs, training, objective, view }: PartOptions, slot: string): StrategyContext {
  return {
    ...context,
    objective: { ...context.objective, ...objective },
    training: { ...context.training, ...training, ...(epochs === undefined ? {} : { epochs }) },
    view: view ?? context.view,
    name: (local) => (local === 'student' ? slot : context.name(local === '' ? part : `${part}-${local}`)),
  };
}

async function* play(context: StrategyContext, part: PartOptions, slot: string): AsyncGenerator<Stage, StrategyResult, StageOutcome> {
  const select = selectionOf(context, part, slot);
  const selected = select === undefined ? {} : { select };
  if (part.strategy !== undefined) return yield* selecting(context.strategy(part.strategy).stages(context), selected);
  const { student: model, objective, view, training, name } = context;
  const teacher = objective.terms.length === 0 ? {} : { teacher: requireTeacher(context, 'stages') };
  yield { name: name(''), learners: [{ name: 'student', student: { slot, model }, ...teacher, objective }], view, training, ...selected };
  return { slot };
}

function selectionOf(context: StrategyContext, { select, name }: PartOptions, slot: string): Selection | undefined {
  if (select === undefined) return undefined;
  const by = select.by === 'student' ? ({ kind: 'slot', slot } as const) : selector(context.teacher, `the selection of stage "${name}"`);
  return { ...select, by };
}

/** The same stages, each over the selected samples. */
async function* selecting(
  stages: AsyncGenerator<Stage, StrategyResult, StageOutcome>,
  selected: Pick<Stage, 'select'>,
): AsyncGenerator<Stage, StrategyResult, StageOutcome> {
  let turn = await stages.next();
  while (turn.done !== true) turn = await stages.next(yield { ...turn.value, ...selected });
  return turn.value;
}

function joined<K extends string, T>(key: K, before: Readonly<Record<string, T>> | undefined, after: Readonly<Record<string, T>> | undefined) {
  if (before === undefined && after === undefined) return {};
  return { [key]: { ...before, ...after } } as { readonly [P in K]: Readonly<Record<string, T>> };
}
