// Born-again networks: one network is trained again and again, each generation by the one before it.
import {
  defineStrategy,
  requireTeacher,
  requireTerms,
  type Stage,
  type StageOutcome,
  type StrategyContext,
  type StrategyResult,
  type TeacherRef,
} from '@retort/kernel';
import { objectiveChanges, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';

const BornAgainOptions = z.strictObject({
  generations: z.int().min(1).max(32).default(3).describe('How many are taught.'),
  first: z
    .enum(['alone', 'teacher'])
    .default('alone')
    .describe("Who teaches the first. alone: a generation 0 of the student's own network, trained on the labels. teacher: the recipe's."),
  training: trainingChanges.describe("What every generation's training changes of the recipe's.").default({}),
  objective: objectiveChanges.describe("What the taught generations' objective changes of the recipe's.").default({}),
});

type BornAgainOptions = z.output<typeof BornAgainOptions>;

/**
 * Stages `generation-0` (the labels alone), `generation-1` (from generation 0), ..., each from first weights of its own, by the
 * recipe's objective: CE + KL at T 1 in the paper. Kept is the last; also measured are the others and `ensemble`, the mean of the
 * taught generations' probabilities. Furlanello, Lipton, Tschannen, Itti, Anandkumar, "Born Again Neural Networks", ICML 2018,
 * arXiv:1805.04770.
 *
 * @throws KD_E_STRATEGY_TERMS; KD_E_STRATEGY_TEACHER where a teacher is asked for
 */
export const bornAgain = defineStrategy({
  id: 'born-again',
  summary: 'generations of one network, each taught by the one before it (Furlanello 2018)',
  options: BornAgainOptions,
  create: (options) => ({ stages: (context) => play(context, options) }),
});

async function* play(
  context: StrategyContext,
  { generations, first, training: changed, objective: changes }: BornAgainOptions,
): AsyncGenerator<Stage, StrategyResult, StageOutcome> {
  const objective = requireTerms({ ...context.objective, ...changes }, 'born-again');
  const before = first === 'teacher' ? requireTeacher(context, 'born-again') : undefined;
  const training = { ...context.training, ...changed };
  const { student: model, view, name } = context;
  const slotOf = (generation: number): string => name(`generation-${generation}`);
  const refOf = (generation: number): TeacherRef => ({ kind: 'slot', slot: slotOf(generation) });

  function stage(generation: number, taught: Pick<Stage['learners'][number], 'teacher' | 'objective'>): Stage {
    const slot = slotOf(generation);
    return { name: slot, learners: [{ name: 'student', student: { slot, model }, ...taught }], view, training };
  }

  if (before === undefined) yield stage(0, { objective: { task: 1, terms: [] } });
  for (let generation = 1; generation <= generations; generation++) {
    yield stage(generation, { teacher: generation === 1 && before !== undefined ? before : refOf(generation - 1), objective });
  }
  const taught = Array.from({ length: generations }, (_, index) => index + 1);
  const others = [...(before === undefined ? [0] : []), ...taught.slice(0, -1)];
  const members = Object.fromEntries(taught.map((generation) => [`generation-${generation}`, refOf(generation)]));
  const ensemble: TeacherRef = { kind: 'committee', members, merge: { space: 'probability', weights: 'fixed' } };
  return {
    slot: slotOf(generations),
    also: {
      ...Object.fromEntries(others.map((generation) => [slotOf(generation), refOf(generation)])),
      ...(generations > 1 ? { [name('ensemble')]: ensemble } : {}),
    },
  };
}
