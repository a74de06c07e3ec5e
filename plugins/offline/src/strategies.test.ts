// The stages of both strategies, as data.
import type { Stage } from '@retort/kernel';
import { makerOf, playStrategy, strategyContext, withoutTeacher } from '@retort/testing';
import { expect, test } from 'vitest';
import { alone } from './alone/alone.ts';
import { offline } from './offline/offline.ts';

const context = strategyContext();
const outcome = { stage: 'any', steps: 1, reason: 'finished', judged: 'test', learners: {} } as const;

async function play(id: string, told = context) {
  const generator = makerOf([offline, alone]).make('strategy', id).stages(told);
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

test('alone: terms that read no teacher, where the options say so', async () => {
  const { stages } = await playStrategy(
    makerOf([alone]).make('strategy', { id: 'alone', objective: { task: 0, terms: [{ knowledge: 'label-smoothing' }] } }),
    context,
  );
  expect(stages[0]!.learners[0]).toEqual({
    name: 'student',
    student: { slot: 'student', model: context.student },
    objective: { task: 0, terms: [{ knowledge: 'label-smoothing', weight: 1 }] },
  });
});

test('offline without a teacher is refused before the first stage', async () => {
  await expect(play('offline', withoutTeacher(context))).rejects.toThrow('KD_E_STRATEGY_TEACHER');
});

test.each([context, withoutTeacher(context)])('alone: the task loss only, no teacher, also where the recipe has one', async (told) => {
  const { stage, end } = await play('alone', told);
  expect(stage.name).toBe('alone');
  expect(stage.learners).toEqual([{ name: 'student', student: { slot: 'student', model: context.student }, objective: { task: 1, terms: [] } }]);
  expect(end).toEqual({ done: true, value: { slot: 'student' } });
});
