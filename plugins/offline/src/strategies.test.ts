// The stages of both strategies, as data.
import type { Stage, StrategyContext } from '@retort/kernel';
import { makerOf } from '@retort/testing';
import { expect, test } from 'vitest';
import { alone } from './alone/alone.ts';
import { offline } from './offline/offline.ts';

const context: StrategyContext = {
  student: { id: 'mlp', hidden: [30] },
  hasTeacher: true,
  objective: { task: 0.1, terms: [{ knowledge: 'kd', weight: 0.9 }] },
  view: 'transfer',
  training: { epochs: 3, batch: 32, lastBatch: 'keep', optimizer: 'adam', callbacks: [], evaluateEvery: 1, checkpointEvery: 0, logEvery: 10, augment: [] },
};
const outcome = { stage: 'any', steps: 1, reason: 'finished', learners: {} };

async function play(id: string, hasTeacher = true) {
  const generator = makerOf([offline, alone])
    .make('strategy', id)
    .stages({ ...context, hasTeacher });
  const first = await generator.next();
  const end = await generator.next(outcome);
  return { stage: first.value as Stage, end };
}

test('offline: one stage with the recipe’s objective, view, training and teacher', async () => {
  const { stage, end } = await play('offline');
  const { objective, view, training } = context;
  expect(stage).toEqual({
    name: 'distill',
    learners: [{ name: 'student', student: { slot: 'student', model: context.student }, teacher: { kind: 'teacher' }, objective }],
    view,
    training,
  });
  expect(end).toEqual({ done: true, value: { slot: 'student' } });
});

test('offline without a teacher is refused before the first stage', async () => {
  await expect(play('offline', false)).rejects.toThrow('KD_E_STRATEGY_TEACHER');
});

test.each([true, false])('alone: the task loss only, no teacher, also where the recipe has one (%s)', async (hasTeacher) => {
  const { stage, end } = await play('alone', hasTeacher);
  expect(stage.name).toBe('alone');
  expect(stage.learners).toEqual([{ name: 'student', student: { slot: 'student', model: context.student }, objective: { task: 1, terms: [] } }]);
  expect(end).toEqual({ done: true, value: { slot: 'student' } });
});
