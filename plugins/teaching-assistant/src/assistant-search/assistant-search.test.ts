// The search for a chain: which stages are trained, what is kept, and the account of it.
import type { Stage } from '@retort/kernel';
import { makerOf, playStrategy, strategyContext, tinyStrategy } from '@retort/testing';
import { expect, test } from 'vitest';
import { assistantSearch } from './assistant-search.ts';

const mlp = (...hidden: number[]) => ({ id: 'mlp', hidden });
const offline = tinyStrategy('offline');
const context = strategyContext({}, [offline]);
const maker = makerOf([assistantSearch, offline]);
const assistants = [{ model: mlp(50) }, { model: mlp(30) }, { model: mlp(20) }];
const search = (options: object, reached: Record<string, number> = {}) =>
  playStrategy(maker.make('strategy', { id: 'assistant-search', assistants, ...options }), context, {
    outcome: (stage: Stage) => ({ accuracy: reached[stage.name] ?? 0.1 }),
  });
const slot = (name: string) => ({ kind: 'slot', slot: name });

test('every chain in order, and what two of them begin with is trained once', async () => {
  const { stages } = await search({});
  const taught = stages.map(({ learners: [learner] }) => [learner!.student.slot, learner!.teacher]);
  expect(taught).toEqual([
    ['student', { kind: 'teacher' }],
    ['chain-1-assistant', { kind: 'teacher' }],
    ['chain-1-student', slot('chain-1-assistant')],
    ['chain-1-2-assistant', slot('chain-1-assistant')],
    ['chain-1-2-student', slot('chain-1-2-assistant')],
    ['chain-1-2-3-assistant', slot('chain-1-2-assistant')],
    ['chain-1-2-3-student', slot('chain-1-2-3-assistant')],
    ['chain-1-3-assistant', slot('chain-1-assistant')],
    ['chain-1-3-student', slot('chain-1-3-assistant')],
    ['chain-2-assistant', { kind: 'teacher' }],
    ['chain-2-student', slot('chain-2-assistant')],
    ['chain-2-3-assistant', slot('chain-2-assistant')],
    ['chain-2-3-student', slot('chain-2-3-assistant')],
    ['chain-3-assistant', { kind: 'teacher' }],
    ['chain-3-student', slot('chain-3-assistant')],
  ]);
  expect(stages.map(({ learners: [learner] }) => learner!.student.model).slice(0, 6)).toEqual([mlp(16), mlp(50), mlp(16), mlp(30), mlp(16), mlp(20)]);
});

test('the chain of none is the last strategy, name for name', async () => {
  const { stages, result } = await search({ max: 0 });
  expect(stages).toEqual((await playStrategy(maker.make('strategy', 'offline'), context)).stages);
  expect(result.slot).toBe('student');
});

test('keeps the best student on validation, and accounts for steps times parameters', async () => {
  const { result } = await search({ max: 1 }, { distill: 0.5, 'chain-1-distill': 0.6, 'chain-2-distill': 0.8, 'chain-3-distill': 0.7 });
  expect(result.slot).toBe('chain-2-student');
  // A model has as many parameters here as its width says; every stage takes 10 steps; the student costs 10 * 16.
  expect(result.figures).toEqual({
    'chain-0': { accuracy: 0.5, length: 0, cost: 160 },
    'chain-1': { accuracy: 0.6, length: 1, cost: 660 },
    'chain-2': { accuracy: 0.8, length: 1, cost: 460 },
    'chain-3': { accuracy: 0.7, length: 1, cost: 360 },
    search: { chains: 4, cost: 4 * 160 + 500 + 300 + 200 },
  });
  expect(result.also).toEqual({
    'chain-0': slot('student'),
    'chain-1': slot('chain-1-student'),
    'chain-2': slot('chain-2-student'),
    'chain-3': slot('chain-3-student'),
  });
});

test('of equal students, the one whose chain cost least', async () => {
  const { result } = await search({ max: 2 }, { distill: 0.5, 'chain-1-distill': 0.8, 'chain-1-2-distill': 0.8, 'chain-3-distill': 0.8 });
  expect(result.slot).toBe('chain-3-student');
});

test('chooses by validation only', async () => {
  const strategy = maker.make('strategy', { id: 'assistant-search', assistants });
  await expect(strategy.stages({ ...context, judged: 'test' }).next()).rejects.toThrow('KD_E_STRATEGY_JUDGED');
});
