// Teaching and learning in turn: the student learns from the teacher, then the teacher from what its student still gets wrong.
import {
  defineStrategy,
  divideEpochs,
  type Learner,
  type ObjectiveSpec,
  type Stage,
  type StageOutcome,
  type StrategyContext,
  type StrategyResult,
} from '@retort/kernel';
import { objectiveChanges, trainingChanges, view } from '@retort/kernel/zod';
import { z } from 'zod';
import { GuardedTeacher } from '../guard/guarded-teacher.ts';

const FeedbackOptions = z.strictObject({
  rounds: z.int().min(1).max(32).default(3).describe("Pieces of the student's training; between two of them the teacher is corrected."),
  training: trainingChanges.describe("What the student's training changes of the recipe's; its epochs are all lessons' together.").default({}),
  signal: z.number().min(0).default(1).describe("Weight of the knowledge `disagreement` in the teacher's objective."),
  closeness: z.number().min(0).default(0.1).describe('Weight of kd from the student: what keeps the teacher within its reach.'),
  teacherObjective: objectiveChanges.describe("What the teacher's objective changes of: task 1, disagreement, kd.").default({}),
  teacherTraining: trainingChanges.describe("What a correction changes of the recipe's training; one epoch where none is given.").default({}),
  teacherView: view.default('full').describe('The samples that the teacher is corrected on.'),
  tolerance: z.number().min(0).max(1).default(0).describe('How far the validation accuracy of a teacher may fall before it is rolled back.'),
});

type FeedbackOptions = z.output<typeof FeedbackOptions>;

/**
 * Stages `lesson-1`, `correction-1`, `lesson-2`, ...: in a lesson the student, always the same, learns the recipe's objective from the
 * teacher; in a correction a copy of the teacher learns the labels, weighted by where the student differs from it, and stays close to
 * the student. A corrected teacher whose validation accuracy has fallen by more than `tolerance` is rolled back: the next lesson is given
 * by the one before. Alternating co-training, after the idea of students' feedback in MetaDistil (Zhou, Xu, McAuley, ACL 2022) and of
 * teachers that learn along (Deep Mutual Learning, Zhang 2018); no published schedule is reproduced.
 *
 * Each stage starts its optimizer and its schedules anew.
 *
 * @throws KD_E_STRATEGY_TEACHER, KD_E_STRATEGY_ONE_TEACHER, KD_E_STRATEGY_JUDGED, KD_E_STRATEGY_EPOCHS
 */
export const feedback = defineStrategy({
  id: 'feedback',
  summary: 'student and teacher in turn: the teacher is corrected where its student errs, and rolled back where that made it worse',
  options: FeedbackOptions,
  create: (options) => ({ stages: (context) => play(context, options) }),
});

async function* play(context: StrategyContext, options: FeedbackOptions): AsyncGenerator<Stage, StrategyResult, StageOutcome> {
  const { student, objective, name } = context;
  const training = { ...context.training, ...options.training };
  const teacher = new GuardedTeacher(context, 'feedback', options.tolerance);
  const pieces = divideEpochs(training.epochs, options.rounds, 'the training of the student of "feedback"');
  const slot = name('student');
  for (const [index, epochs] of pieces.entries()) {
    yield {
      name: name(`lesson-${index + 1}`),
      learners: [{ name: 'student', student: { slot, model: student }, teacher: teacher.ref, objective }],
      view: context.view,
      training: { ...training, epochs },
    };
    if (index + 1 === pieces.length) break;
    const corrected = name(`teacher-${index + 1}`);
    const learner: Learner = {
      name: 'teacher',
      student: teacher.continued(corrected),
      teacher: { kind: 'slot', slot },
      objective: { ...correction(options), ...options.teacherObjective },
    };
    const outcome = yield {
      name: name(`correction-${index + 1}`),
      learners: [learner],
      view: options.teacherView,
      training: { ...training, epochs: 1, ...options.teacherTraining },
    };
    teacher.judge(corrected, outcome.learners.teacher?.accuracy);
  }
  return { slot, ...(teacher.ref.kind === 'slot' ? { also: { teacher: teacher.ref } } : {}) };
}

function correction({ signal, closeness }: FeedbackOptions): ObjectiveSpec {
  const terms = [
    { knowledge: 'disagreement', weight: signal },
    { knowledge: { id: 'kd', temperature: 4 }, weight: closeness },
  ];
  return { task: 1, terms: terms.filter(({ weight }) => weight > 0) };
}
