// A plugin of the tests: a strategy of several stages that uses all that a stage may ask for, and a knowledge with a prelude.
import { defineFeatureKnowledge, definePlugin, defineStrategy, type Stage, type TeacherRef } from '@retort/kernel';
import { trainingChanges } from '@retort/kernel/zod';
import { createVariable, mean, mul, ones, square, sub } from '@retort/tensor';
import { z } from 'zod';

/** How the teacher's features look through a scale of its own, learnt first; then the student is held to it. */
const scaled = defineFeatureKnowledge({
  id: 'scaled',
  summary: 'features to scaled features',
  prelude: () => ({ epochs: 1, trains: 'modules', stays: true }),
  build({ teacher }) {
    const scale = createVariable(ones([...teacher[0]!]));
    return { variables: { scale }, loss: ({ student, teacher: other }) => ({ scaled: mean(square(sub(mean(student), mul(other, scale)))) as never }) };
  },
});

const slot = (name: string): TeacherRef => ({ kind: 'slot', slot: name });

/**
 * An assistant learns from the teacher (with a prelude). The student learns from both of them and from its own moving average. Then
 * it goes on by what came of that: on the easier or on the harder half of the samples, as the average finds them.
 */
const staged = defineStrategy({
  id: 'staged',
  summary: 'assistant, mean teacher, half of the samples',
  options: z.strictObject({ assistant: trainingChanges.optional() }),
  create: ({ assistant = {} }) => ({
    async *stages({ student, teacher, objective, view, training, name }) {
      const terms = [...objective.terms, { knowledge: 'scaled', weight: 0.1 }];
      yield {
        name: name('assist'),
        learners: [
          { name: 'assistant', student: { slot: name('assistant'), model: { id: 'mlp', hidden: [5] } }, teacher: teacher!, objective: { ...objective, terms } },
        ],
        view,
        training: { ...training, ...assistant },
      };
      const members = { teacher: teacher!, assistant: slot(name('assistant')), average: slot(name('average')) };
      const own = { name: 'student', student: { slot: name('student'), model: student } };
      const average: Stage = {
        name: name('average'),
        learners: [
          {
            ...own,
            teacher: { kind: 'committee', members, merge: { space: 'probability', weights: 'fixed' } },
            objective: { ...objective, terms: [{ knowledge: 'kd', weight: 1 }] },
          },
        ],
        view,
        training,
        shadows: [{ slot: name('average'), of: 'student', follow: { kind: 'average', momentum: 0.8 } }],
      };
      const { learners } = yield average;
      const better = learners.student!.accuracy! >= learners[name('average')]!.accuracy!;
      yield {
        name: name(better ? 'easy' : 'hard'),
        learners: [{ ...own, teacher: slot(name('assistant')), objective }],
        view,
        training,
        select: { by: { kind: 'slot', slot: name('average') }, keep: 0.5, order: better ? 'easiest' : 'hardest' },
      };
      return {
        slot: name('student'),
        also: {
          average: slot(name('average')),
          ensemble: { kind: 'committee', members: { a: slot(name('assistant')), s: slot(name('student')) }, merge: { space: 'logit', weights: 'fixed' } },
        },
        figures: { average: { better: Number(better) } },
      };
    },
  }),
});

export const stagedPlugin = definePlugin({ name: 'staged', version: '0.1.0', kernel: '*', contributions: [scaled, staged] });
