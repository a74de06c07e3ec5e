// Teacher-free distillation: the teacher is the student's own network trained before it, or a virtual one made of the labels.
import { defineStrategy, type ObjectiveSpec } from '@retort/kernel';
import { schedulable, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';

const TfKdOptions = z.strictObject({
  kind: z
    .enum(['self', 'virtual'])
    .default('self')
    .describe("self: the student's network is trained alone first, and teaches. virtual: the teacher is made of the labels."),
  alpha: z.number().gt(0).max(1).default(0.95).describe('Weight of the teacher; the labels have the rest. Published: 0.95 (MobileNetV2), 0.1 (ResNet-18).'),
  temperature: schedulable.describe('Softens what is compared; 20 (self) and 40 (virtual) when absent.').exactOptional(),
  multiplier: z.number().positive().default(1).describe('Makes up for the mean over classes. Published: 1 (MobileNetV2), 100 (ResNet-18, virtual).'),
  training: trainingChanges.describe("What every stage's training changes of the recipe's.").default({}),
});

/**
 * `self`: a stage `alone` (the labels), then `distill`: `(1 - a) CE + a m T^2 KL` from the network before, element mean (the knowledge
 * `tf-kd-self`). `virtual`: the stage `distill` alone, by `tf-kd-virtual`. Whatever the recipe's objective says. Yuan, Tay, Li, Wang, Feng, "Revisiting Knowledge
 * Distillation via Label Smoothing Regularization", CVPR 2020, arXiv:1909.11723.
 */
export const tfKd = defineStrategy({
  id: 'tf-kd',
  summary: 'the teacher is the student trained before, or a virtual one made of the labels (Tf-KD, Yuan 2020)',
  options: TfKdOptions,
  create: ({ kind, alpha, temperature, multiplier, training: changes }) => ({
    async *stages({ student: model, view, training: told, name }) {
      const training = { ...told, ...changes };
      const knowledge = { id: `tf-kd-${kind}`, multiplier, ...(temperature === undefined ? {} : { temperature }) };
      const objective: ObjectiveSpec = { task: 1 - alpha, terms: [{ knowledge, weight: alpha }] };
      const [slot, before] = [name('student'), name('alone')];
      if (kind === 'self') {
        const learner = { name: 'student', student: { slot: before, model }, objective: { task: 1, terms: [] } };
        yield { name: before, learners: [learner], view, training };
      }
      // A virtual teacher reads nobody: the student stands for it.
      const teacher = kind === 'self' ? ({ kind: 'slot', slot: before } as const) : ({ kind: 'self' } as const);
      yield { name: name('distill'), learners: [{ name: 'student', student: { slot, model }, teacher, objective }], view, training };
      return { slot, ...(kind === 'self' ? { also: { [before]: teacher } } : {}) };
    },
  }),
});
