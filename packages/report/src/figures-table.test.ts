// The numbers of strategies as texts.
import { expect, test } from 'vitest';
import { exampleRun } from '../test/example-run.ts';
import { figuresTables } from './figures-table.ts';

test('one table per arm, rows and columns in the order of appearance, means over the seeds', () => {
  const figures = [
    { arm: 'search', seed: 1, figures: { 'chain-1': { accuracy: 0.8, cost: 1200 }, spent: { chains: 4 } } },
    { arm: 'sized', seed: 1, figures: { small: { accuracy: 1 } } },
    { arm: 'search', seed: 2, figures: { 'chain-1': { accuracy: 0.9, cost: 1400 }, 'chain-2': { accuracy: Number.NaN } } },
  ];
  expect(figuresTables(exampleRun({ figures }).summary)).toEqual([
    {
      arm: 'search',
      columns: ['', 'accuracy', 'cost', 'chains'],
      rows: [
        ['chain-1', '0.850', '1,300', '–'],
        ['spent', '–', '–', '4'],
        ['chain-2', '–', '–', '–'],
      ],
    },
    { arm: 'sized', columns: ['', 'accuracy'], rows: [['small', '1']] },
  ]);
});

test('none without figures', () => {
  expect(figuresTables(exampleRun().summary)).toEqual([]);
});
