// What strategies of several students share: names, committees, what is kept.
import { strategyContext } from '@retort/testing';
import { expect, test } from 'vitest';
import { keepBest } from './keep-best.ts';
import { average, peersOf } from './students.ts';

const context = strategyContext({ name: (local) => `in-${local}` });
const mlp = (width: number) => ({ id: 'mlp', hidden: [width] });
const slot = (name: string) => ({ kind: 'slot', slot: name });
const reached = (judged: 'validation' | 'test', ...accuracies: number[]) => ({
  stage: 'any',
  steps: 1,
  reason: 'finished',
  judged,
  learners: Object.fromEntries(accuracies.map((accuracy, index) => [index === 0 ? 'student' : `student-${index + 1}`, { accuracy }])),
});

test('so many of the recipe’s student, or the networks that are named', () => {
  expect(peersOf(context, 2)).toEqual([
    { name: 'student', slot: 'in-student', model: context.student },
    { name: 'student-2', slot: 'in-student-2', model: context.student },
  ]);
  expect(peersOf(context, [mlp(4), 'convnet']).map(({ model }) => model)).toEqual([mlp(4), 'convnet']);
});

test('one is heard as itself, several as the mean of their losses', () => {
  const one = { kind: 'peer', learner: 'a' } as const;
  expect(average({ a: one })).toBe(one);
  expect(average({ a: one, teacher: { kind: 'teacher' } })).toEqual({
    kind: 'committee',
    members: { a: one, teacher: { kind: 'teacher' } },
    merge: { space: 'loss', weights: 'fixed' },
  });
});

test('kept is the best on validation, beside it the others and the mean of all probabilities', () => {
  const members = { student: slot('in-student'), 'student-2': slot('in-student-2'), 'student-3': slot('in-student-3') };
  expect(keepBest(context, peersOf(context, 3), reached('validation', 0.5, 0.7, 0.6))).toEqual({
    slot: 'in-student-2',
    also: {
      'in-student': slot('in-student'),
      'in-student-3': slot('in-student-3'),
      'in-ensemble': { kind: 'committee', members, merge: { space: 'probability', weights: 'fixed' } },
    },
  });
});

test('kept is the first of equals, and the first whenever the test samples judge', () => {
  expect(keepBest(context, peersOf(context, 2), reached('validation', 0.5, 0.5)).slot).toBe('in-student');
  expect(keepBest(context, peersOf(context, 2), reached('test', 0.5, 0.7)).slot).toBe('in-student');
});

test('a network that is not the first one’s helps and is not kept', () => {
  expect(keepBest(context, peersOf(context, [mlp(4), mlp(400), mlp(4)]), reached('validation', 0.5, 0.9, 0.6)).slot).toBe('in-student-3');
});
