// Be your own teacher: exits at inner layers of the student learn from its deepest classifier.
import { type Choice, defineStrategy, type ObjectiveSpec, retortError, type TermSpec } from '@retort/kernel';
import { choiceOf, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';

const ByotOptions = z.strictObject({
  at: z
    .array(z.string().min(1))
    .min(1)
    .describe("Taps of the student that get an exit, in order. Not needed where the student is of the family 'exits'.")
    .exactOptional(),
  alpha: z.number().min(0).max(1).default(0.1).describe('Weight of the soft targets; the labels have the rest.'),
  knowledge: choiceOf('knowledge').default({ id: 'kd', temperature: 3 }).describe('What each exit learns from the deepest classifier: a response knowledge.'),
  beta: z.number().min(0).default(1e-6).describe('Weight of the hints, for a sum over the batch as published: it is multiplied by the batch size. 0: none.'),
  hints: choiceOf('knowledge')
    .default({ id: 'ofd-partial-l2', margin: 0 })
    .describe("What each exit's features learn from the deepest ones: a feature knowledge, a mean over the batch."),
  training: trainingChanges.describe("What the training changes of the recipe's.").default({}),
});

type ByotOptions = z.output<typeof ByotOptions>;

/**
 * One stage `byot`: `(1 - a) sum_i CE_i + a sum_{i < last} T^2 KL(p_last || p_i) + b sum_{i < last} |f_i - f_last|^2` over the exits `i` of one
 * network, the deepest a constant to the others; the squares count where either is positive, and `b` stands before their sum over the
 * batch. Whatever the recipe's objective says. Zhang, Song, Gao, Chen, Bao, Ma, "Be Your Own Teacher", ICCV 2019, arXiv:1905.08094.
 *
 * The student is the family `exits` around the recipe's; it is exported without its exits, unless it says otherwise.
 *
 * @throws KD_E_STRATEGY_NETWORK
 */
export const byot = defineStrategy({
  id: 'byot',
  summary: 'exits at inner layers learn from the deepest classifier of the same network (BYOT, Zhang 2019)',
  options: ByotOptions,
  create: (options) => ({
    async *stages({ student, view, training: told, name }) {
      const model = withExits(student, options.at);
      const training = { ...told, ...options.training };
      const slot = name('student');
      const objective = objectiveOf(options, exitsOf(model), training.batch);
      yield { name: name('byot'), learners: [{ name: 'student', student: { slot, model }, teacher: { kind: 'self' }, objective }], view, training };
      return { slot };
    },
  }),
});

const isWithExits = (model: Choice): model is Exclude<Choice, string> => typeof model === 'object' && model.id === 'exits';

function withExits(student: Choice, at: readonly string[] | undefined): Choice {
  if (at !== undefined && !isWithExits(student)) return { id: 'exits', of: student, at };
  if (at === undefined && isWithExits(student)) return student;
  throw retortError('KD_E_STRATEGY_NETWORK', {
    what: 'the strategy "byot"',
    expected: 'either `at`, the taps that get an exit, or a student of the family "exits"',
    received: at === undefined ? 'neither' : 'both',
  });
}

/** `exit1`, `exit2`, ...: one for each tap. */
function exitsOf(model: Choice): readonly string[] {
  const at = isWithExits(model) && Array.isArray(model.at) ? model.at : [];
  return at.map((_, index) => `exit${index + 1}`);
}

function objectiveOf({ alpha, knowledge, beta, hints }: ByotOptions, exits: readonly string[], batch: number): ObjectiveSpec {
  const to = (deepest: string, suffix = ''): Choice => ({
    id: 'pairs',
    pairs: Object.fromEntries(exits.map((exit) => [`${exit}${suffix}`, deepest])),
  });
  const terms: TermSpec[] = [
    // Smoothed by nothing: the cross-entropy of the exits.
    { name: 'exits-task', knowledge: { id: 'label-smoothing', epsilon: 0 }, weight: 1 - alpha, mapping: to('logits') },
    { name: 'exits-response', knowledge, weight: alpha, mapping: to('logits') },
    { name: 'exits-hints', knowledge: hints, weight: beta * batch, mapping: to('features', '-features') },
  ];
  return { task: 1 - alpha, terms: terms.filter(({ weight }) => weight !== 0) };
}
