// What a strategy is told, for tests that play one without a run.
import type { Choice, Contribution, StrategyContext } from '@retort/kernel';
import { makerOf } from './maker-of.ts';

/**
 * A context with a teacher, a student `mlp` of 16, a kd objective and short training, changed as given.
 * `inside`: the strategies that the one under test may nest. A model has as many parameters as the numbers in its options add up to.
 */
export function strategyContext(changes: Partial<StrategyContext> = {}, inside: readonly Contribution[] = []): StrategyContext {
  const maker = makerOf(inside);
  return {
    student: { id: 'mlp', hidden: [16] },
    teacher: { kind: 'teacher' },
    teacherModel: { id: 'mlp', hidden: [64] },
    teacherMetrics: { accuracy: 0.9 },
    objective: { task: 0.1, terms: [{ knowledge: { id: 'kd', temperature: 4 }, weight: 0.9 }] },
    view: 'transfer',
    training: { epochs: 2, batch: 8, lastBatch: 'keep', optimizer: 'adam', callbacks: [], evaluateEvery: 1, checkpointEvery: 0, logEvery: 10, augment: [] },
    judged: 'validation',
    name: (local) => local,
    strategy: (choice) => maker.make('strategy', choice),
    parameters: (model) => Promise.resolve(numbersOf(model)),
    ...changes,
  };
}

/** Larger where the model is: the sum of the numbers in its options. */
const numbersOf = (model: Choice): number => (JSON.stringify(model).match(/\d+(\.\d+)?/g) ?? []).reduce((total, number) => total + Number(number), 0);

/** The same context without a teacher. */
export function withoutTeacher({ teacher: _, teacherModel: __, teacherMetrics: ___, ...rest }: StrategyContext): StrategyContext {
  return rest;
}
