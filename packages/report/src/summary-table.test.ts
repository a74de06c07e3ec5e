// The table of a run: its numbers, and what it shows where there is none.
import { expect, test } from 'vitest';
import { exampleRun } from '../test/example-run.ts';
import type { RunSummary } from './run-files.ts';
import { summaryTable } from './summary-table.ts';

test('mean ± standard deviation in per cent, per participant', () => {
  expect(summaryTable(exampleRun().summary)).toEqual({
    columns: ['participant', 'accuracy %', 'nll', 'ece', 'agreement %', 'parameters', 'ms/step'],
    rows: [
      ['teacher', '98.4 ± 0.4', '0.050 ± 0.012', '0.004 ± 0.001', '100.0 ± 0.0', '28,234', '6.25'],
      ['alone', '88.6 ± 1.0', '0.353 ± 0.030', '0.028 ± 0.002', '86.8 ± 0.9', '1,210', '1.50'],
      ['distilled', '93.7 ± 0.6', '0.194 ± 0.019', '0.016 ± 0.002', '91.9 ± 0.6', '1,210', '1.50'],
    ],
  });
});

test('one seed has no ±; a metric that a participant lacks is a dash', () => {
  const { summary } = exampleRun({ seeds: [5], participants: { distilled: [0.9] } });
  expect(summaryTable(summary).rows).toEqual([['distilled', '90.0', '0.310', '0.025', '–', '1,210', '1.50']]);
});

test('a metric that is no number is a dash, not a word', () => {
  const { summary } = exampleRun({ seeds: [5], participants: { distilled: [Number.NaN] } });
  expect(summaryTable(summary).rows[0]!.slice(1, 4)).toEqual(['–', '–', '–']);
});

test('a participant without seeds has no row', () => {
  const { summary } = exampleRun({ participants: { distilled: [0.9, 0.8, 0.7] } });
  const empty: RunSummary = { ...summary, participants: [...summary.participants, { name: 'late', seeds: [] }] };
  expect(summaryTable(empty).rows.map(([name]) => name)).toEqual(['distilled']);
});
