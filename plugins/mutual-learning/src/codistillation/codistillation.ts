// Co-distillation: students learn from old copies of each other, so that they need not be in step.
import { defineStrategy, requireTerms, retortError, type Stage } from '@retort/kernel';
import { objectiveChanges, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';
import { keepBest } from '../students/keep-best.ts';
import { average, membersOf, type Peer, peersOf, studentsOption } from '../students/students.ts';

const CodistillationOptions = z.strictObject({
  students: studentsOption,
  every: z.int().min(1).default(50).describe('Steps after which the copies are made anew.'),
  burnIn: z.int().min(0).default(1).describe("Epochs, of the training's, in which each student learns from the labels alone before the first copies are made."),
  training: trainingChanges.describe("What the students' training changes of the recipe's; its epochs are those of both stages.").default({}),
  objective: objectiveChanges.describe("What the students' objective changes of the recipe's.").default({}),
});

/**
 * A stage `burn-in` on the labels alone, then a stage `codistillation`: each student learns by the recipe's objective from copies of the
 * others that are up to `every` steps old, their losses averaged. Anil et al., "Large scale distributed neural network training
 * through online distillation", ICLR 2018, arXiv:1804.03235 (there each student sees samples of its own; here all see the same).
 *
 * @throws KD_E_STRATEGY_TERMS, KD_E_STRATEGY_EPOCHS
 */
export const codistillation = defineStrategy({
  id: 'codistillation',
  summary: 'after a burn-in, students learn from copies of each other that are some steps old (Anil 2018)',
  options: CodistillationOptions,
  create: ({ students, every, burnIn, training: changed, objective: changes }) => ({
    async *stages(context) {
      const objective = requireTerms({ ...context.objective, ...changes }, 'codistillation');
      const training = { ...context.training, ...changed };
      const epochs = training.epochs - burnIn;
      if (epochs < 1)
        throw retortError('KD_E_STRATEGY_EPOCHS', {
          what: 'the training of "codistillation"',
          expected: `more than the ${burnIn} epochs of the burn-in`,
          received: String(training.epochs),
        });
      const peers = peersOf(context, students);
      const stale = ({ name }: Peer): string => context.name(`stale-${name}`);
      const stage = (local: string, lasting: number): Omit<Stage, 'learners'> => ({
        name: context.name(local),
        view: context.view,
        training: { ...training, epochs: lasting },
      });
      if (burnIn > 0) {
        const learners = peers.map(({ name, slot, model }) => ({ name, student: { slot, model }, objective: { task: 1, terms: [] } }));
        yield { ...stage('burn-in', burnIn), learners };
      }
      const outcome = yield {
        ...stage('codistillation', epochs),
        learners: peers.map((own) => {
          const others = membersOf(
            peers.filter((peer) => peer !== own),
            (peer) => ({ kind: 'slot', slot: stale(peer) }),
          );
          return { name: own.name, student: { slot: own.slot, model: own.model }, teacher: average(others), objective };
        }),
        shadows: peers.map((peer) => ({ slot: stale(peer), of: peer.name, follow: { kind: 'copy', every } as const })),
      };
      return keepBest(context, peers, outcome);
    },
  }),
});
