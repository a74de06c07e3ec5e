// Collaborative learning: all students learn from one soft teacher, the ensemble of all of them.
import { defineStrategy, requireTerms, type TeacherRef } from '@retort/kernel';
import { objectiveChanges, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';
import { keepBest } from '../students/keep-best.ts';
import { membersOf, peersOf, studentsOption } from '../students/students.ts';

const KdclOptions = z.strictObject({
  students: studentsOption,
  ensemble: z
    .enum(['naive', 'mean'])
    .default('naive')
    .describe('naive: of each sample, the logits of the student that knows its label best. mean: the mean of all logits.'),
  training: trainingChanges.describe("What the students' training changes of the recipe's.").default({}),
  objective: objectiveChanges.describe("What the students' objective changes of the recipe's.").default({}),
});

const WEIGHTS = { naive: 'best', mean: 'fixed' } as const;

/**
 * One stage `kdcl`: `L_i = (1 - a) CE_i + a T^2 KL(p_e || p_i)` by the recipe's terms and weights, with `e` the ensemble of all students,
 * `i` included, as a constant. Guo et al., "Online Knowledge Distillation via Collaborative Learning", CVPR 2020 (the ways `naive`
 * and the mean; not `linear`, `minimum logit` and `general`, and all students see one view of a sample).
 *
 * @throws KD_E_STRATEGY_TERMS
 */
export const kdcl = defineStrategy({
  id: 'kdcl',
  summary: 'students learn from the ensemble of all of them, of each sample the best (KDCL, Guo 2020)',
  options: KdclOptions,
  create: ({ students, ensemble, training, objective: changes }) => ({
    async *stages(context) {
      const objective = requireTerms({ ...context.objective, ...changes }, 'kdcl');
      const peers = peersOf(context, students);
      const outcome = yield {
        name: context.name('kdcl'),
        learners: peers.map((own) => {
          const members = membersOf(peers, (peer) => (peer === own ? { kind: 'self' } : { kind: 'peer', learner: peer.name }));
          const teacher: TeacherRef = { kind: 'committee', members, merge: { space: 'logit', weights: WEIGHTS[ensemble] } };
          return { name: own.name, student: { slot: own.slot, model: own.model }, teacher, objective };
        }),
        view: context.view,
        training: { ...context.training, ...training },
      };
      return keepBest(context, peers, outcome);
    },
  }),
});
