// The words about a difference: they must not say more than the numbers do.
import { expect, test } from 'vitest';
import { type ExampleOptions, exampleRun } from '../../test/example-run.ts';
import { comparisons } from './verdict.ts';

const compared = (options: ExampleOptions) => {
  const { summary, description } = exampleRun(options);
  return comparisons(summary, description.recipe.arms);
};
const said = (alone: readonly number[], distilled: readonly number[]) =>
  compared({ seeds: alone.map((_, index) => index + 1), participants: { alone, distilled } });

test('better by more than either spread', () => {
  const [one] = said([0.88, 0.89, 0.9], [0.93, 0.94, 0.95]);
  expect(one).toMatchObject({ arm: 'distilled', outcome: 'better' });
  expect(one?.points).toBeCloseTo(5, 10);
  expect(one?.sentence).toBe('“distilled” reaches 94.0 %, “alone” 89.0 %: better by 5.0 points, more than the larger standard deviation over 3 seeds (1.0).');
});

test('worse is said as plainly as better', () => {
  const [one] = said([0.93, 0.94, 0.95], [0.88, 0.89, 0.9]);
  expect(one?.outcome).toBe('worse');
  expect(one?.sentence).toContain('worse by 5.0 points');
  expect(one?.sentence).toContain('Distillation did harm');
});

test('a difference within the spread is not called one, whatever its sign', () => {
  for (const [alone, distilled] of [
    [
      [0.85, 0.95],
      [0.89, 0.93],
    ],
    [
      [0.89, 0.93],
      [0.85, 0.95],
    ],
  ] as const) {
    const [one] = said(alone, distilled);
    expect(one?.outcome).toBe('unclear');
    expect(one?.sentence).toContain('does not show that distillation helped');
  }
});

test('the larger of the two spreads counts', () => {
  expect(said([0.9, 0.9], [0.9, 1])[0]?.outcome).toBe('unclear');
  expect(said([0.8, 0.9], [0.95, 0.95])[0]?.outcome).toBe('better');
});

test('a single seed says nothing, however large the difference', () => {
  const [one] = said([0.5], [0.9]);
  expect(one?.outcome).toBe('unclear');
  expect(one?.sentence).toContain('+40.0 points from a single seed and 500 test samples');
});

test('equal numbers are not better', () => {
  expect(said([0.9, 0.9], [0.9, 0.9])[0]?.outcome).toBe('unclear');
});

test('without a baseline there is nothing to compare; the teacher is never compared', () => {
  expect(compared({ participants: { teacher: [1, 1, 1], distilled: [0.9, 0.9, 0.9] } })).toEqual([]);
  expect(compared({}).map(({ arm }) => arm)).toEqual(['distilled']);
});

test('the baseline sees the same samples and labels where there is such an arm, else it is the arm `alone`', () => {
  const accuracies = [0.9, 0.91, 0.92];
  const names = ['alone', 'all-labels', 'all-labels-kd', 'labelled-kd', 'distilled'];
  const { summary, description } = exampleRun({ participants: Object.fromEntries(names.map((name) => [name, accuracies])) });
  const views = { alone: 'labelled', 'all-labels': 'full', 'all-labels-kd': 'full', 'labelled-kd': 'labelled', distilled: 'transfer' } as const;
  const arms = Object.fromEntries(
    Object.entries(views).map(([name, view]) => [
      name,
      { ...description.recipe.arms[name]!, view, strategy: name.startsWith('al') && !name.endsWith('kd') ? { id: 'alone' } : 'offline' },
    ]),
  );
  expect(comparisons(summary, arms).map(({ arm, baseline }) => [arm, baseline])).toEqual([
    ['all-labels-kd', 'all-labels'],
    ['labelled-kd', 'alone'],
    ['distilled', 'alone'],
  ]);
});
