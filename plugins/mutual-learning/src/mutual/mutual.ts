// Deep mutual learning: students without a teacher teach each other, all at once or one after another.
import { defineStrategy, requireTerms } from '@retort/kernel';
import { objectiveChanges, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';
import { keepBest } from '../students/keep-best.ts';
import { average, membersOf, peersOf, studentsOption } from '../students/students.ts';
import { taughtToo, teacherOption } from '../students/taught-too.ts';

const MutualOptions = z.strictObject({
  students: studentsOption,
  order: z
    .enum(['together', 'in-turn'])
    .default('together')
    .describe('together: one pass moves all. in-turn, as in the paper: one after another, each against the others as they are by then.'),
  teacher: teacherOption,
  training: trainingChanges.describe("What the students' training changes of the recipe's.").default({}),
  objective: objectiveChanges.describe("What the students' objective changes of the recipe's.").default({}),
});

/**
 * One stage `mutual`: `L_i = CE_i + (1/(M-1)) sum_{j != i} term(j, i)` for M students, with the recipe's terms and weights; in the paper
 * `KL(p_j || p_i)` at T 1 with weight 1. A peer is a constant to whom it teaches: the gradient of `L_i` for the weights of another
 * is zero. Zhang, Xiang, Hospedales, Lu, "Deep Mutual Learning", CVPR 2018, arXiv:1706.00384.
 *
 * With `teacher: too` the teacher is one more of those that are averaged.
 *
 * @throws KD_E_STRATEGY_TERMS; KD_E_STRATEGY_TEACHER where a teacher is asked for
 */
export const mutual = defineStrategy({
  id: 'mutual',
  summary: 'students teach each other in one stage, each the mean of the others (DML, Zhang 2018)',
  options: MutualOptions,
  create: ({ students, order, teacher, training, objective: changes }) => ({
    async *stages(context) {
      const objective = requireTerms({ ...context.objective, ...changes }, 'mutual');
      const too = taughtToo(context, teacher, 'mutual');
      const peers = peersOf(context, students);
      const outcome = yield {
        name: context.name('mutual'),
        learners: peers.map((own) => {
          const others = membersOf(
            peers.filter((peer) => peer !== own),
            ({ name }) => ({ kind: 'peer', learner: name }),
          );
          return { name: own.name, student: { slot: own.slot, model: own.model }, teacher: average({ ...others, ...too }), objective };
        }),
        view: context.view,
        training: { ...context.training, ...training },
        order,
      };
      return keepBest(context, peers, outcome);
    },
  }),
});
