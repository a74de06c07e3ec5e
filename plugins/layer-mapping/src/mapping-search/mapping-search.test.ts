// The stages of the search, as data, and which mapping it ends with.
import type { Stage } from '@retort/kernel';
import { makerOf, playStrategy, strategyContext, tinyStrategy } from '@retort/testing';
import { expect, test } from 'vitest';
import { mappingSearch } from './mapping-search.ts';

const offline = tinyStrategy('offline');
const kd = { knowledge: 'kd', weight: 1 };
const hint = { knowledge: 'fitnet', weight: 10, mapping: 'features' };
const context = strategyContext({ objective: { task: 1, terms: [kd, hint] } }, [offline]);
const candidates = ['first', { id: 'uniform', student: ['hidden1'] }, 'last'];
const play = (options: object, accuracies: readonly number[], told = context) =>
  playStrategy(makerOf([mappingSearch]).make('strategy', { id: 'mapping-search', candidates, ...options }), told, {
    outcome: ({ name }: Stage) => ({ accuracy: accuracies[Number(name.split('-')[1]) - 1] ?? 0.5 }),
  });

test('each candidate is tried by a student of its own for an epoch; the best is trained with, of equals the first', async () => {
  const { stages, result } = await play({ term: 'fitnet' }, [0.7, 0.9, 0.9]);
  expect(stages.map(({ name, training, learners }) => [name, training.epochs, learners[0]!.student.slot])).toEqual([
    ['trial-1', 1, 'trial-1'],
    ['trial-2', 1, 'trial-2'],
    ['trial-3', 1, 'trial-3'],
    ['distill', 2, 'student'],
  ]);
  const mappings = stages.map(({ learners }) => learners[0]!.objective.terms.map(({ mapping }) => mapping));
  expect(mappings).toEqual([...candidates, candidates[1]].map((mapping) => [undefined, mapping]));
  expect(result.slot).toBe('student');
  expect(Object.values(result.figures!).map(({ accuracy }) => accuracy)).toEqual([0.7, 0.9, 0.9]);
});

test('a plan that is drawn and not trained goes on with the first', async () => {
  const { stages } = await play({ term: 'fitnet' }, [Number.NaN, Number.NaN, Number.NaN]);
  expect(stages.at(-1)!.learners[0]!.objective.terms[1]!.mapping).toBe('first');
});

test('the term is named where there are several, and nothing is chosen by test samples', async () => {
  await expect(play({}, [])).rejects.toThrow(/one of kd, fitnet.*KD_E_STRATEGY_TERMS/);
  await expect(play({ term: 'fitnett' }, [])).rejects.toThrow(/did you mean "fitnet".*KD_E_STRATEGY_TERMS/);
  await expect(play({ term: 'fitnet' }, [], { ...context, judged: 'test' })).rejects.toThrow('KD_E_STRATEGY_JUDGED');
  const { stages } = await play({ trial: { epochs: 3 } }, [], { ...context, objective: { task: 0, terms: [hint] } });
  expect(stages[0]!.training.epochs).toBe(3);
});
