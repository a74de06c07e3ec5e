// Mean teacher: the student is taught by the moving average of its own weights.
import { defineStrategy, requireTerms, type TeacherRef } from '@retort/kernel';
import { objectiveChanges, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';

const MeanTeacherOptions = z.strictObject({
  momentum: z.number().min(0).lt(1).default(0.999).describe('How much of the average stays at each step.'),
  keep: z.enum(['average', 'student']).default('average').describe('Whose weights are the result; the other is measured beside it.'),
  training: trainingChanges.describe("What the training changes of the recipe's.").default({}),
  objective: objectiveChanges.describe("What the objective changes of the recipe's.").default({}),
});

/**
 * One stage `mean-teacher`: `a <- m a + (1 - m) s` after every step of the student's weights `s`, from `a = s` at its start, and the
 * student learns by the recipe's objective from `a`: its terms are the consistency cost. The average answers without dropout. Tarvainen, Valpola,
 * "Mean teachers are better role models", NeurIPS 2017, arXiv:1703.01780.
 *
 * @throws KD_E_STRATEGY_TERMS
 */
export const meanTeacher = defineStrategy({
  id: 'mean-teacher',
  summary: 'the student is taught by the moving average of its weights (Tarvainen 2017)',
  options: MeanTeacherOptions,
  create: ({ momentum, keep, training, objective: changes }) => ({
    async *stages(context) {
      const { student: model, view, name } = context;
      const objective = requireTerms({ ...context.objective, ...changes }, 'mean-teacher');
      const slots = { student: name('student'), average: name('average') };
      const average: TeacherRef = { kind: 'slot', slot: slots.average };
      yield {
        name: name('mean-teacher'),
        learners: [{ name: 'student', student: { slot: slots.student, model }, teacher: average, objective }],
        view,
        training: { ...context.training, ...training },
        shadows: [{ slot: slots.average, of: 'student', follow: { kind: 'average', momentum } }],
      };
      const other = keep === 'average' ? slots.student : slots.average;
      return { slot: slots[keep], also: { [other]: { kind: 'slot', slot: other } } };
    },
  }),
});
