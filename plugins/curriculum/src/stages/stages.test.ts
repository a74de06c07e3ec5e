// A training in parts, as data.
import { type Contribution, defineStrategy } from '@retort/kernel';
import { makerOf, playStrategy, strategyContext, tinyStrategy, withoutTeacher } from '@retort/testing';
import { expect, test } from 'vitest';
import { stages } from './stages.ts';

/** Keeps the second of two students, and measures the first. */
const pair: Contribution<'strategy'> = defineStrategy({
  id: 'pair',
  summary: 'two students, for tests',
  create: () => ({
    async *stages({ student: model, view, training, name }) {
      const learners = ['student', 'student-2'].map((local) => ({ name: local, student: { slot: name(local), model }, objective: { task: 1, terms: [] } }));
      yield { name: name('pair'), learners, view, training };
      return { slot: name('student-2'), also: { [name('student')]: { kind: 'slot', slot: name('student') } } };
    },
  }),
});
const context = strategyContext({}, [tinyStrategy('offline'), pair, stages]);
const { student: model, objective, training } = context;
const play = async (parts: readonly object[], told = context) => playStrategy(makerOf([stages]).make('strategy', { id: 'stages', stages: parts }), told);
const slot = (name: string) => ({ kind: 'slot', slot: name });

test('features first, the response later: one student, each part with what it changes', async () => {
  const hints = { task: 0, terms: [{ knowledge: 'fitnet', layers: { hidden1: 'hidden2' }, connector: 'linear', weight: 100 }] };
  const played = await play([
    { name: 'hints', objective: hints, epochs: 1, training: { batch: 4 } },
    { name: 'soft-targets', view: 'labelled', select: { keep: 0.5, order: 'hardest' } },
    { name: 'labels', objective: { task: 1, terms: [] }, training: { epochs: 7 }, select: { by: 'student', keep: 0.1 } },
  ]);
  const student = { slot: 'student', model };
  const teacher = { kind: 'teacher' };
  expect(played.stages).toEqual([
    {
      name: 'hints',
      learners: [
        {
          name: 'student',
          student,
          teacher,
          objective: { task: 0, terms: [{ knowledge: 'fitnet', weight: 100, connector: 'linear', mapping: { id: 'pairs', pairs: { hidden1: 'hidden2' } } }] },
        },
      ],
      view: 'transfer',
      training: { ...training, batch: 4, epochs: 1 },
    },
    {
      name: 'soft-targets',
      learners: [{ name: 'student', student, teacher, objective }],
      view: 'labelled',
      training,
      select: { by: teacher, keep: 0.5, order: 'hardest' },
    },
    {
      name: 'labels',
      learners: [{ name: 'student', student, objective: { task: 1, terms: [] } }],
      view: 'transfer',
      training: { ...training, epochs: 7 },
      select: { by: slot('student'), keep: 0.1, order: 'easiest' },
    },
  ]);
  expect(played.result).toEqual({ slot: 'student' });
});

test('a strategy in a part trains the same student, under the name of the part, over the part’s samples', async () => {
  const { stages: played, result } = await play([
    { name: 'first', strategy: 'offline', epochs: 5 },
    { name: 'then', strategy: 'offline', select: { keep: 0.5 } },
  ]);
  expect(played.map(({ name, training: { epochs }, select }) => [name, epochs, select?.keep])).toEqual([
    ['first-distill', 5, undefined],
    ['then-distill', 2, 0.5],
  ]);
  expect(played.map(({ learners }) => learners[0]!.student.slot)).toEqual(['student', 'student']);
  expect(result).toEqual({ slot: 'student' });
});

test('where a part keeps another student, the parts after it go on with that one', async () => {
  const { stages: played, result } = await play([
    { name: 'both', strategy: 'pair' },
    { name: 'after', select: { by: 'student', keep: 0.5 } },
  ]);
  expect(played[0]!.learners.map(({ student }) => student.slot)).toEqual(['student', 'both-student-2']);
  expect(played[1]).toMatchObject({ learners: [{ student: { slot: 'both-student-2' } }], select: { by: slot('both-student-2') } });
  expect(result).toEqual({ slot: 'both-student-2', also: { student: slot('student') } });
});

test('parts within a part', async () => {
  const inner = { id: 'stages', stages: [{ name: 'a' }, { name: 'b', strategy: 'offline' }] };
  const { stages: played } = await play([{ name: 'x', strategy: inner }, { name: 'y' }]);
  expect(played.map(({ name }) => name)).toEqual(['x-a', 'x-b-distill', 'y']);
  expect(new Set(played.map(({ learners }) => learners[0]!.student.slot))).toEqual(new Set(['student']));
});

test('what a part lacks is said before the first part', async () => {
  const first = { name: 'labels', objective: { terms: [] } };
  await expect(play([first, { name: 'soft' }], withoutTeacher(context))).rejects.toThrow('KD_E_STRATEGY_TEACHER');
  await expect(play([first, { name: 'soft', strategy: 'nobody' }])).rejects.toThrow('KD_E_ID_UNKNOWN');
  const teacher = { kind: 'committee', members: { a: { kind: 'teacher' } }, merge: { space: 'loss', weights: 'fixed' } } as const;
  await expect(play([first, { name: 'soft', select: { keep: 0.5 } }], { ...context, teacher })).rejects.toThrow(
    /stage "soft".*committee.*KD_E_STRATEGY_SELECT/,
  );
});

test.each([
  [[]],
  [[{ name: 'a' }, { name: 'a' }]],
  [[{ name: 'student' }]],
  [[{ name: 'a', select: { by: 'student', keep: 0.5 } }]],
  [[{ name: 'a', select: { keep: 0 } }]],
  [[{ name: 'a', epochs: 1, training: { epochs: 1 } }]],
  [[{ name: 'a', epoch: 1 }]],
])('refuses %j', async (parts) => {
  await expect(play(parts)).rejects.toThrow('KD_E_OPTIONS_INVALID');
});
