// Log lines to curves: stages one after the other, learners apart, words for numbers left out, long curves thinned honestly.
import { expect, test } from 'vitest';
import type { MetricsLine } from '../run-files.ts';
import { accuracyMeasure, lossMeasures, meanCurve, thin } from './curves.ts';

const step = (more: Partial<MetricsLine>): MetricsLine => ({ event: 'step', seed: 1, arm: 'a', stage: 's', step: 1, epoch: 0, ...more });

test('one measure per term, the loss first; one curve per arm and seed', () => {
  const measures = lossMeasures([
    step({ loss: 3, terms: { 'student/task': 1, 'student/team/kd': 2 } }),
    step({ step: 2, loss: 2, terms: { 'student/task': 0.5, 'student/team/kd': 1.5 } }),
    step({ seed: 2, loss: 4, terms: { 'student/task': 2 } }),
  ]);
  expect(measures.map(({ name, curves }) => [name, curves.length])).toEqual([
    ['loss', 2],
    ['task', 2],
    ['team/kd', 1],
  ]);
  expect(measures[0]!.curves[0]).toEqual({
    arm: 'a',
    learner: undefined,
    seed: 1,
    points: [
      { x: 1, y: 3 },
      { x: 2, y: 2 },
    ],
  });
});

test('the stages of an arm follow each other, in the order of the log, per arm and seed', () => {
  const [loss] = lossMeasures([
    step({ stage: 'one', step: 10, loss: 1 }),
    step({ stage: 'one', step: 20, loss: 1 }),
    step({ stage: 'two', step: 10, loss: 1 }),
    step({ stage: 'three', step: 5, loss: 1 }),
    step({ arm: 'b', stage: 'one', step: 10, loss: 1 }),
  ]);
  expect(loss!.curves.map(({ points }) => points.map(({ x }) => x))).toEqual([[10, 20, 30, 35], [10]]);
});

test('learners of one arm stay apart', () => {
  const [, task] = lossMeasures([step({ loss: 1, terms: { 'first/task': 1, 'second/task': 2 } })]);
  expect(task!.curves.map(({ learner, points }) => [learner, points[0]?.y])).toEqual([
    ['first', 1],
    ['second', 2],
  ]);
  const accuracy = accuracyMeasure([{ ...step({}), event: 'epoch', epoch: 1, logs: { val_first_accuracy: 0.5, val_second_accuracy: 0.6, val_nll: 1 } }]);
  expect(accuracy.curves.map(({ learner }) => learner)).toEqual(['first', 'second']);
});

test('accuracy is read at epochs, over epochs', () => {
  const accuracy = accuracyMeasure([{ ...step({ step: 21 }), event: 'epoch', epoch: 1, logs: { val_accuracy: 0.5, val_top3: 0.9 } }]);
  expect(accuracy.curves).toEqual([{ arm: 'a', learner: undefined, seed: 1, points: [{ x: 1, y: 0.5 }] }]);
});

test('what is not finite has no point', () => {
  expect(
    lossMeasures([step({ loss: Number.NaN }), step({ step: 2, loss: Number.POSITIVE_INFINITY }), step({ step: 3, loss: 1 })])[0]!.curves[0]!.points,
  ).toEqual([{ x: 3, y: 1 }]);
});

test('thinning keeps the mean of everything and makes no new extremes', () => {
  const points = Array.from({ length: 1000 }, (_, x) => ({ x, y: (x * 7919) % 101 }));
  const thinned = thin(points, 100);
  const mean = (list: readonly { readonly y: number }[]): number => list.reduce((sum, { y }) => sum + y, 0) / list.length;
  expect(thinned).toHaveLength(100);
  expect(mean(thinned)).toBeCloseTo(mean(points), 10);
  expect(Math.max(...thinned.map(({ y }) => y))).toBeLessThanOrEqual(100);
  expect(thin(points.slice(0, 100), 100)).toEqual(points.slice(0, 100));
});

test('the mean over seeds stands where every seed has a point', () => {
  const curve = (seed: number, ...points: readonly (readonly [number, number])[]) => ({
    arm: 'a',
    learner: undefined,
    seed,
    points: points.map(([x, y]) => ({ x, y })),
  });
  expect(meanCurve([curve(1, [1, 1], [2, 2], [3, 3]), curve(2, [1, 3], [3, 5])])).toEqual([
    { x: 1, y: 2 },
    { x: 3, y: 4 },
  ]);
  expect(meanCurve([])).toEqual([]);
});
