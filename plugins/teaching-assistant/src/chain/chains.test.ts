// The stages of both chains, as data.
import { makerOf, playStrategy, strategyContext, tinyStrategy } from '@retort/testing';
import { expect, test } from 'vitest';
import { dgkd, teachingAssistant } from '../index.ts';

const mlp = (...hidden: number[]) => ({ id: 'mlp', hidden });
const offline = tinyStrategy('offline');
const context = strategyContext({}, [offline, teachingAssistant]);
const assistants = [
  { model: mlp(50), training: { epochs: 7 } },
  { name: 'small', model: mlp(20), objective: { task: 0.5 } },
];
const maker = makerOf([teachingAssistant, dgkd, offline]);
const play = (id: string, options: object, told = context) => playStrategy(maker.make('strategy', { id, ...options }), told);
const slot = (name: string) => ({ kind: 'slot', slot: name });

test('teaching-assistant: each learns from the one before it, the student from the last', async () => {
  const { stages, result } = await play('teaching-assistant', { assistants, training: { epochs: 5, batch: 4 } });
  const { objective, training, view } = context;
  expect(stages).toEqual([
    {
      name: 'assistant-1',
      learners: [{ name: 'assistant', student: { slot: 'assistant-1', model: mlp(50) }, teacher: { kind: 'teacher' }, objective }],
      view,
      training: { ...training, batch: 4, epochs: 7 },
    },
    {
      name: 'small',
      learners: [{ name: 'assistant', student: { slot: 'small', model: mlp(20) }, teacher: slot('assistant-1'), objective: { ...objective, task: 0.5 } }],
      view,
      training: { ...training, batch: 4, epochs: 5 },
    },
    {
      name: 'distill',
      learners: [{ name: 'student', student: { slot: 'student', model: context.student }, teacher: slot('small'), objective }],
      view,
      training,
    },
  ]);
  expect(result).toEqual({ slot: 'student', also: { 'assistant-1': slot('assistant-1'), small: slot('small') } });
});

test('dgkd: each learns from all larger ones, their losses added, one of them dropped in every step, never all', async () => {
  const { stages } = await play('dgkd', { assistants, drop: 2 });
  const committee = (drop: number, ...names: string[]) => ({
    kind: 'committee',
    members: { teacher: { kind: 'teacher' }, ...Object.fromEntries(names.map((name) => [name, slot(name)])) },
    merge: { space: 'loss', weights: { id: 'dropped', drop } },
  });
  expect(stages.map(({ learners }) => learners[0]!.teacher)).toEqual([{ kind: 'teacher' }, committee(1, 'assistant-1'), committee(2, 'assistant-1', 'small')]);
});

test.each(['teaching-assistant', 'dgkd'])('%s of no assistants is the last strategy, name for name', async (id) => {
  const { stages } = await play(id, { assistants: [] });
  expect(stages).toEqual((await play('offline', {})).stages);
  expect((await play(id, { assistants: { count: 0 } })).stages).toEqual(stages);
});

test('without options: one assistant, half the way by the ratio of parameters', async () => {
  const { stages } = await play('teaching-assistant', {});
  expect(stages.map(({ learners }) => learners[0]!.student.model)).toEqual([mlp(32), mlp(16)]);
});

test('a chain in a chain: the inner one is taught by the outer, and nothing is named twice', async () => {
  const last = { id: 'teaching-assistant', assistants: [{ model: mlp(18) }] };
  const { stages, result } = await play('teaching-assistant', { assistants, last });
  expect(stages.map(({ name }) => name)).toEqual(['assistant-1', 'small', 'last-assistant-1', 'distill']);
  expect(stages.map(({ learners }) => learners[0]!.teacher)).toEqual([{ kind: 'teacher' }, slot('assistant-1'), slot('small'), slot('last-assistant-1')]);
  expect(Object.keys(result.also!).sort()).toEqual(['assistant-1', 'last-assistant-1', 'small']);
});

test('a chain that is nested sizes its assistants below the one that teaches it', async () => {
  const { stages } = await play('teaching-assistant', { assistants: [{ model: mlp(36) }], last: { id: 'teaching-assistant', assistants: { count: 1 } } });
  expect(stages.map(({ learners }) => learners[0]!.student.model)).toEqual([mlp(36), mlp(24), mlp(16)]);
});

test('an unknown last strategy is refused before the first stage', async () => {
  const strategy = maker.make('strategy', { id: 'teaching-assistant', assistants, last: 'nobody' });
  await expect(strategy.stages(context).next()).rejects.toThrow('KD_E_ID_UNKNOWN');
});

test.each([
  [{ assistants: [{ model: 'mlp' }, { name: 'assistant-1', model: 'mlp' }] }],
  [{ assistants: [{ name: 'teacher', model: 'mlp' }] }],
  [{ assistants: [{ name: 'a/b', model: 'mlp' }] }],
  [{ assistants: { count: -1 } }],
  [{ assistants: { count: 2, by: 'accuracy', candidates: 1 } }],
  [{ assistants: { count: 1, by: 'size' } }],
  [{ training: { epoch: 3 } }],
])('refuses %j', (options) => {
  expect(() => maker.make('strategy', { id: 'dgkd', ...options })).toThrow('KD_E_OPTIONS_INVALID');
});
