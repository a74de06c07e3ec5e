// The strategy of CS-KD: one stage over batches of class pairs, in which the student is its own teacher.
import { defineStrategy } from '@retort/kernel';
import { schedulable, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';
import { temperature } from './cs-kd-options.ts';

const CsKdStrategyOptions = z.strictObject({
  temperature,
  weight: schedulable.default(1).describe('Of the pairs beside the cross-entropy with the labels.'),
  training: trainingChanges.describe("What the training changes of the recipe's; its batch is even.").default({}),
});

/**
 * One stage `cs-kd`: `CE + w T^2 KL(p(x') || p(x))` for pairs of samples of one class, the prediction for `x'` as a constant; whatever
 * the recipe's objective says. It sees samples with labels only. Yun et al., CVPR 2020, arXiv:2003.13964 (there the cross-entropy is
 * that of the first half of the batch; here that of all).
 */
export const csKd = defineStrategy({
  id: 'cs-kd',
  summary: 'the student agrees with itself on two samples of one class (CS-KD, Yun 2020)',
  options: CsKdStrategyOptions,
  create: ({ temperature, weight, training }) => ({
    async *stages({ student: model, view, training: told, name }) {
      const slot = name('student');
      const objective = { task: 1, terms: [{ knowledge: { id: 'cs-kd', temperature }, weight }] };
      yield {
        name: name('cs-kd'),
        learners: [{ name: 'student', student: { slot, model }, teacher: { kind: 'self' }, objective }],
        view: view === 'full' ? 'full' : 'labelled',
        training: { ...told, ...training, sampler: 'class-pairs' },
      };
      return { slot };
    },
  }),
});
