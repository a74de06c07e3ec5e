// The stage of mutual learning, as data.
import { makerOf, playStrategy, strategyContext, withoutTeacher } from '@retort/testing';
import { expect, test } from 'vitest';
import { mutual } from './mutual.ts';

const context = strategyContext();
const play = async (options: object, told = context) => (await playStrategy(makerOf([mutual]).make('strategy', { id: 'mutual', ...options }), told)).stages;
const peer = (learner: string) => ({ kind: 'peer', learner });

test('two students, each the other’s teacher, by the recipe’s objective', async () => {
  const { student: model, objective, view, training } = context;
  expect(await play({})).toEqual([
    {
      name: 'mutual',
      learners: [
        { name: 'student', student: { slot: 'student', model }, teacher: peer('student-2'), objective },
        { name: 'student-2', student: { slot: 'student-2', model }, teacher: peer('student'), objective },
      ],
      view,
      training,
      order: 'together',
    },
  ]);
});

test('three students: each learns from the mean over the two others', async () => {
  const [stage] = await play({ students: 3, order: 'in-turn', training: { epochs: 9 }, objective: { task: 1 } });
  expect(stage).toMatchObject({ order: 'in-turn', training: { epochs: 9 } });
  const loss = { space: 'loss', weights: 'fixed' };
  expect(stage!.learners.map(({ teacher }) => teacher)).toEqual([
    { kind: 'committee', members: { 'student-2': peer('student-2'), 'student-3': peer('student-3') }, merge: loss },
    { kind: 'committee', members: { student: peer('student'), 'student-3': peer('student-3') }, merge: loss },
    { kind: 'committee', members: { student: peer('student'), 'student-2': peer('student-2') }, merge: loss },
  ]);
  expect(stage!.learners.map(({ objective }) => objective)).toEqual(Array(3).fill({ ...context.objective, task: 1 }));
});

test('a teacher teaches too where it is asked, whoever it is', async () => {
  const teacher = { kind: 'slot', slot: 'assistant-1' } as const;
  const [stage] = await play({ teacher: 'too' }, { ...context, teacher });
  expect(stage!.learners[0]!.teacher).toEqual({
    kind: 'committee',
    members: { 'student-2': peer('student-2'), teacher },
    merge: { space: 'loss', weights: 'fixed' },
  });
  await expect(play({ teacher: 'too' }, withoutTeacher(context))).rejects.toThrow('KD_E_STRATEGY_TEACHER');
});

test('without a term nobody would teach anybody', async () => {
  await expect(play({ objective: { terms: [] } })).rejects.toThrow(/"mutual".*KD_E_STRATEGY_TERMS/);
});

test.each([{ students: 1 }, { students: ['mlp'] }, { order: 'random' }, { teacher: 'yes' }])('refuses %j', (options) => {
  expect(() => makerOf([mutual]).make('strategy', { id: 'mutual', ...options })).toThrow('KD_E_OPTIONS_INVALID');
});
