// From easy samples to hard ones, as data.
import { makerOf, playStrategy, strategyContext } from '@retort/testing';
import { expect, test } from 'vitest';
import { easyToHard } from './easy-to-hard.ts';

const context = strategyContext();
const play = async (options: object, told = context) => playStrategy(makerOf([easyToHard]).make('strategy', { id: 'easy-to-hard', ...options }), told);

test('one student, a growing share of the samples, in equal pieces of epochs', async () => {
  const { student: model, objective, view, training } = context;
  const { stages, result } = await play({ fractions: [0.2, 0.5, 1], training: { epochs: 8 } });
  const by = { kind: 'teacher' };
  const learners = [{ name: 'student', student: { slot: 'student', model }, teacher: { kind: 'teacher' }, objective }];
  expect(stages).toEqual([
    { name: 'part-1', learners, view, training: { ...training, epochs: 3 }, select: { by, keep: 0.2, order: 'easiest' } },
    { name: 'part-2', learners, view, training: { ...training, epochs: 3 }, select: { by, keep: 0.5, order: 'easiest' } },
    { name: 'part-3', learners, view, training: { ...training, epochs: 2 } },
  ]);
  expect(result).toEqual({ slot: 'student' });
});

test('the hardest first; the model of a stage before selects as well', async () => {
  const teacher = { kind: 'slot', slot: 'assistant-1' } as const;
  const { stages } = await play({ fractions: [0.5], order: 'hardest' }, { ...context, teacher });
  expect(stages[0]!.select).toEqual({ by: teacher, keep: 0.5, order: 'hardest' });
});

test('refuses a committee as the judge, too few epochs, and an objective without terms', async () => {
  const teacher = { kind: 'committee', members: { a: { kind: 'teacher' } }, merge: { space: 'loss', weights: 'fixed' } } as const;
  await expect(play({}, { ...context, teacher })).rejects.toThrow('KD_E_STRATEGY_SELECT');
  await expect(play({})).rejects.toThrow(/at least 4 epochs.*KD_E_STRATEGY_EPOCHS/);
  await expect(play({ objective: { terms: [] } })).rejects.toThrow('KD_E_STRATEGY_TERMS');
});

test.each([[[]], [[0]], [[0.5, 0.25]], [[1.5]]])('refuses the fractions %j', async (fractions) => {
  await expect(play({ fractions })).rejects.toThrow('KD_E_OPTIONS_INVALID');
});
