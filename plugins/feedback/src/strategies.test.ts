// The stages of both strategies, as data: who is continued from whom when a teacher gets better, and when it gets worse.
import type { Stage } from '@retort/kernel';
import { makerOf, playStrategy, strategyContext, withoutTeacher } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { feedback } from './feedback/feedback.ts';
import { metaDistil } from './meta-distil/meta-distil.ts';

const context = strategyContext();
const long = { ...context, training: { ...context.training, epochs: 7 } };
const slot = (name: string) => ({ kind: 'slot', slot: name });
const play = (id: string, options: object, accuracies: Readonly<Record<string, number>>, told = long) =>
  playStrategy(makerOf([feedback, metaDistil]).make('strategy', { id, ...options }), told, {
    outcome: (stage: Stage) => ({ accuracy: accuracies[stage.name] ?? 0.5 }),
  });

describe('feedback', () => {
  test('a teacher that got better teaches on; one that fell is rolled back, and the next correction goes on from the one before', async () => {
    const { stages, result } = await play('feedback', { rounds: 4 }, { 'correction-1': 0.92, 'correction-2': 0.91, 'correction-3': 0.92 });
    expect(stages.map(({ name, training, view }) => [name, training.epochs, view])).toEqual([
      ['lesson-1', 2, 'transfer'],
      ['correction-1', 1, 'full'],
      ['lesson-2', 2, 'transfer'],
      ['correction-2', 1, 'full'],
      ['lesson-3', 2, 'transfer'],
      ['correction-3', 1, 'full'],
      ['lesson-4', 1, 'transfer'],
    ]);
    const lessons = stages.filter(({ name }) => name.startsWith('lesson'));
    expect(lessons.map(({ learners }) => learners[0]!.teacher)).toEqual([{ kind: 'teacher' }, slot('teacher-1'), slot('teacher-1'), slot('teacher-3')]);
    const corrections = stages.filter(({ name }) => name.startsWith('correction'));
    expect(corrections.map(({ learners }) => learners[0]!.student)).toEqual([
      { slot: 'teacher-1', model: context.teacherModel, from: { kind: 'teacher' } },
      { slot: 'teacher-2', model: context.teacherModel, from: slot('teacher-1') },
      { slot: 'teacher-3', model: context.teacherModel, from: slot('teacher-1') },
    ]);
    expect(corrections[0]!.learners[0]!.teacher).toEqual(slot('student'));
    expect(corrections[0]!.learners[0]!.objective).toEqual({
      task: 1,
      terms: [
        { knowledge: 'disagreement', weight: 1 },
        { knowledge: { id: 'kd', temperature: 4 }, weight: 0.1 },
      ],
    });
    expect(result).toEqual({ slot: 'student', also: { teacher: slot('teacher-3') } });
  });

  test('a tolerance lets it fall so far from the best, not further and further', async () => {
    const fall = { 'correction-1': 0.89, 'correction-2': 0.88, 'correction-3': 0.9 };
    const { result } = await play('feedback', { rounds: 3, tolerance: 0.015 }, fall);
    expect(result.also).toEqual({ teacher: slot('teacher-1') });
  });

  test('one round is offline under another name: nobody is corrected', async () => {
    const { stages, result } = await play('feedback', { rounds: 1 }, {});
    expect(stages.map(({ learners }) => learners)).toEqual([
      [{ name: 'student', student: { slot: 'student', model: context.student }, teacher: { kind: 'teacher' }, objective: context.objective }],
    ]);
    expect(result).toEqual({ slot: 'student' });
  });
});

describe('meta-distil', () => {
  test('the tutor first, in turn, with the temperature and weight of the recipe’s kd in the quiz', async () => {
    const { stages } = await play('meta-distil', { samples: 0.2 }, {});
    expect(stages).toHaveLength(1);
    const { order, learners, quiz } = stages[0]!;
    expect([order, learners.map(({ name, pace }) => [name, pace])]).toEqual([
      'in-turn',
      [
        ['tutor', 0.1],
        ['student', undefined],
      ],
    ]);
    expect(quiz).toEqual({ teacher: 'tutor', student: 'student', samples: 0.2, rate: 0.1, temperature: 4, weight: 0.9, derivative: 'difference' });
  });

  test('a tutor that fell is rolled back', async () => {
    const { stages, result } = await play('meta-distil', { rounds: 3 }, { 'lesson-1': 0.95, 'lesson-2': 0.9, 'lesson-3': 0.96 });
    expect(stages.map(({ learners }) => learners[0]!.student.from)).toEqual([{ kind: 'teacher' }, slot('tutor-1'), slot('tutor-1')]);
    expect(result.also).toEqual({ tutor: slot('tutor-3') });
  });

  test('a kd without numbers is refused', async () => {
    const vague = { ...long, objective: { task: 0, terms: [{ knowledge: 'kd', weight: 1 }] } };
    await expect(play('meta-distil', {}, {}, vague)).rejects.toThrow('KD_E_STRATEGY_TERMS');
  });
});

test.each(['feedback', 'meta-distil'])('%s refuses to choose by test samples, and a teacher that is several', async (id) => {
  await expect(play(id, {}, {}, { ...long, judged: 'test' })).rejects.toThrow('KD_E_STRATEGY_JUDGED');
  await expect(play(id, {}, {}, withoutTeacher(long))).rejects.toThrow('KD_E_STRATEGY_TEACHER');
  const { teacherModel: _, ...several } = long;
  await expect(play(id, {}, {}, several)).rejects.toThrow('KD_E_STRATEGY_ONE_TEACHER');
});
