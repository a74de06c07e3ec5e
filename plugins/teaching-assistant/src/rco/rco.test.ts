// The stages of route-constrained optimisation, as data.
import { makerOf, playStrategy, strategyContext, withoutTeacher } from '@retort/testing';
import { expect, test } from 'vitest';
import { rco } from './rco.ts';

const context = strategyContext();
const play = (options: object, told = context) => playStrategy(makerOf([rco]).make('strategy', { id: 'rco', ...options }), told);
const slot = (name: string) => ({ kind: 'slot', slot: name });

test('the teacher is trained piece by piece on all labels, each piece going on from the one before; the student learns from each in order', async () => {
  const { stages, result } = await play({ anchors: 3, teacherTraining: { epochs: 7, batch: 16 }, training: { epochs: 4 } });
  expect(stages.map(({ name, view, training }) => [name, view, training.epochs])).toEqual([
    ['anchor-1', 'full', 3],
    ['anchor-2', 'full', 2],
    ['anchor-3', 'full', 2],
    ['distill-1', 'transfer', 2],
    ['distill-2', 'transfer', 1],
    ['distill-3', 'transfer', 1],
  ]);
  expect(stages[1]!.learners).toEqual([
    { name: 'anchor', student: { slot: 'anchor-2', model: context.teacherModel, from: slot('anchor-1') }, objective: { task: 1, terms: [] } },
  ]);
  expect(stages[0]!.learners[0]!.student).toEqual({ slot: 'anchor-1', model: context.teacherModel });
  expect(stages.slice(3).map(({ learners }) => learners)).toEqual(
    [1, 2, 3].map((anchor) => [
      { name: 'student', student: { slot: 'student', model: context.student }, teacher: slot(`anchor-${anchor}`), objective: context.objective },
    ]),
  );
  expect([stages[0]!.training.batch, stages[3]!.training.batch]).toEqual([16, 8]);
  expect(result).toEqual({ slot: 'student', also: { 'anchor-1': slot('anchor-1'), 'anchor-2': slot('anchor-2'), 'anchor-3': slot('anchor-3') } });
});

test('a network may be named where the recipe has no teacher', async () => {
  const { stages } = await play({ anchors: 1, teacher: { id: 'mlp', hidden: [9] } }, withoutTeacher(context));
  expect(stages.map(({ learners }) => learners[0]!.student.model)).toEqual([{ id: 'mlp', hidden: [9] }, context.student]);
});

test('more anchors than epochs, and an objective without terms, are refused before the first stage', async () => {
  await expect(play({ anchors: 3, training: { epochs: 9 } })).rejects.toThrow(/teacher of "rco".*KD_E_STRATEGY_EPOCHS/);
  await expect(play({ anchors: 3, teacherTraining: { epochs: 9 } })).rejects.toThrow(/student of "rco".*KD_E_STRATEGY_EPOCHS/);
  await expect(play({ anchors: 1, objective: { terms: [] } })).rejects.toThrow('KD_E_STRATEGY_TERMS');
});
