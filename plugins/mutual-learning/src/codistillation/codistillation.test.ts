// The stages of co-distillation, as data.
import { makerOf, playStrategy, strategyContext } from '@retort/testing';
import { expect, test } from 'vitest';
import { codistillation } from './codistillation.ts';

const context = strategyContext();
const play = async (options: object) => (await playStrategy(makerOf([codistillation]).make('strategy', { id: 'codistillation', ...options }), context)).stages;
const slot = (name: string) => ({ kind: 'slot', slot: name });

test('a burn-in on the labels alone, then two students learn from old copies of each other', async () => {
  const { student: model, objective, view, training } = context;
  expect(await play({ burnIn: 2, every: 7, training: { epochs: 5 } })).toEqual([
    {
      name: 'burn-in',
      learners: ['student', 'student-2'].map((name) => ({ name, student: { slot: name, model }, objective: { task: 1, terms: [] } })),
      view,
      training: { ...training, epochs: 2 },
    },
    {
      name: 'codistillation',
      learners: [
        { name: 'student', student: { slot: 'student', model }, teacher: slot('stale-student-2'), objective },
        { name: 'student-2', student: { slot: 'student-2', model }, teacher: slot('stale-student'), objective },
      ],
      view,
      training: { ...training, epochs: 3 },
      shadows: [
        { slot: 'stale-student', of: 'student', follow: { kind: 'copy', every: 7 } },
        { slot: 'stale-student-2', of: 'student-2', follow: { kind: 'copy', every: 7 } },
      ],
    },
  ]);
});

test('no burn-in, and the mean over several copies', async () => {
  const [stage] = await play({ burnIn: 0, students: 3 });
  expect(stage).toMatchObject({ name: 'codistillation', training: { epochs: 2 } });
  expect(stage!.learners[1]!.teacher).toEqual({
    kind: 'committee',
    members: { student: slot('stale-student'), 'student-3': slot('stale-student-3') },
    merge: { space: 'loss', weights: 'fixed' },
  });
});

test('a burn-in as long as the training, and an objective without terms, are refused before the first stage', async () => {
  await expect(play({ burnIn: 2 })).rejects.toThrow(/more than the 2 epochs.*KD_E_STRATEGY_EPOCHS/);
  await expect(play({ objective: { terms: [] } })).rejects.toThrow('KD_E_STRATEGY_TERMS');
});
