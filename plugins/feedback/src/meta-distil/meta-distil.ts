// Learning to teach: before each step of the student, the teacher is moved by what its lesson would be worth on a quiz.
import {
  defineStrategy,
  divideEpochs,
  type ObjectiveSpec,
  requireTerms,
  retortError,
  type Stage,
  type StageOutcome,
  type StrategyContext,
  type StrategyResult,
} from '@retort/kernel';
import { trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';
import { GuardedTeacher } from '../guard/guarded-teacher.ts';

const MetaDistilOptions = z.strictObject({
  rounds: z.int().min(1).max(32).default(1).describe('Pieces of the training; between two of them the teacher is judged, and rolled back where it fell.'),
  training: trainingChanges.describe("What the student's training changes of the recipe's; its epochs are all pieces' together.").default({}),
  samples: z.number().gt(0).lt(1).default(0.1).describe('Labelled samples of the view that make the quiz, a fraction; nobody is trained on them.'),
  trialRate: z.number().positive().default(0.1).describe("Learning rate of the student's trial step."),
  pace: z.number().positive().default(0.1).describe("The teacher's learning rate, as a factor of the student's."),
  task: z.number().min(0).default(0).describe('Weight of the labels in what the teacher learns, beside the quiz.'),
  derivative: z
    .enum(['difference', 'exact'])
    .default('difference')
    .describe("'difference': first-order gradients and one central difference. 'exact': second-order gradients, where the engine has them."),
  tolerance: z.number().min(0).max(1).default(0).describe('How far the validation accuracy of the teacher may fall before it is rolled back.'),
});

type MetaDistilOptions = z.output<typeof MetaDistilOptions>;

/**
 * Stages `lesson-1` .. `lesson-N`, each of two learners in turn, a copy of the teacher first. Before every step the student takes a trial
 * step on the batch, is examined on samples that nobody is trained on, and is put back; the teacher is moved against the derivative of
 * that loss by its own weights; then the student takes its real step with the teacher as it is by now. Zhou, Xu, McAuley, "BERT Learns to
 * Teach: Knowledge Distillation with Meta Learning", ACL 2022, arXiv:2106.04570. There the trial uses the student's optimizer; here it is
 * plain gradient descent, in inference mode.
 *
 * The objective is the recipe's, and needs a term `kd` with a number for `temperature` and `weight`: through it the lesson is differentiated.
 *
 * @throws KD_E_STRATEGY_TEACHER, KD_E_STRATEGY_ONE_TEACHER, KD_E_STRATEGY_JUDGED, KD_E_STRATEGY_TERMS, KD_E_STRATEGY_EPOCHS
 */
export const metaDistil = defineStrategy({
  id: 'meta-distil',
  summary: 'the teacher learns to teach: from what its lesson is worth to the student on a quiz (MetaDistil, Zhou 2022)',
  options: MetaDistilOptions,
  create: (options) => ({ stages: (context) => play(context, options) }),
});

async function* play(context: StrategyContext, options: MetaDistilOptions): AsyncGenerator<Stage, StrategyResult, StageOutcome> {
  const { student, view, name } = context;
  const training = { ...context.training, ...options.training };
  const { samples, trialRate, derivative, pace, task } = options;
  const teacher = new GuardedTeacher(context, 'meta-distil', options.tolerance);
  const objective = requireTerms(context.objective, 'meta-distil');
  const softened = softTargetsOf(objective);
  const slot = name('student');
  for (const [index, epochs] of divideEpochs(training.epochs, options.rounds, 'the training of "meta-distil"').entries()) {
    const tutor = name(`tutor-${index + 1}`);
    const outcome = yield {
      name: name(`lesson-${index + 1}`),
      order: 'in-turn',
      learners: [
        { name: 'tutor', student: teacher.continued(tutor), objective: { task, terms: [] }, pace },
        { name: 'student', student: { slot, model: student }, teacher: { kind: 'peer', learner: 'tutor' }, objective },
      ],
      quiz: { teacher: 'tutor', student: 'student', samples, rate: trialRate, ...softened, derivative },
      view,
      training: { ...training, epochs },
    };
    teacher.judge(tutor, outcome.learners.tutor?.accuracy);
  }
  return { slot, ...(teacher.ref.kind === 'slot' ? { also: { tutor: teacher.ref } } : {}) };
}

/** Temperature and weight of the objective's term `kd`. @throws KD_E_STRATEGY_TERMS */
function softTargetsOf({ terms }: ObjectiveSpec): { readonly temperature: number; readonly weight: number } {
  for (const { knowledge, weight } of terms) {
    if (typeof knowledge !== 'object' || knowledge.id !== 'kd') continue;
    const { temperature } = knowledge;
    if (typeof temperature === 'number' && typeof weight === 'number') return { temperature, weight };
  }
  throw retortError('KD_E_STRATEGY_TERMS', {
    what: 'the objective of the strategy "meta-distil"',
    expected: 'a term { knowledge: { id: kd, temperature: <number> }, weight: <number> }',
    received: terms.map(({ knowledge }) => JSON.stringify(knowledge)).join(', '),
    action: 'Write the temperature and the weight of kd as numbers.',
  });
}
