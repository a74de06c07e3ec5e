// What strategies chose by, or spent: one table per arm, means over the seeds.
import type { RunSummary } from './run-files.ts';
import { fixed, NONE, whole } from './stats/format-number.ts';
import { spreadOf } from './stats/spread.ts';

export interface FiguresTable {
  readonly arm: string;
  /** The first is what a row is about. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Texts. A number that some seed lacks is the mean of the others; one that all lack is a dash. */
export function figuresTables({ figures = [] }: RunSummary): readonly FiguresTable[] {
  const arms = [...new Set(figures.map(({ arm }) => arm))];
  return arms.map((arm) => {
    const seeds = figures.filter((one) => one.arm === arm).map((one) => one.figures);
    const names = [...new Set(seeds.flatMap((one) => Object.keys(one)))];
    const metrics = [...new Set(seeds.flatMap((one) => Object.values(one).flatMap((numbers) => Object.keys(numbers))))];
    const cell = (name: string, metric: string): string => {
      const values = seeds.flatMap((one) => one[name]?.[metric] ?? []);
      if (values.length === 0) return NONE;
      const { mean } = spreadOf(values);
      return Number.isInteger(mean) ? whole(mean) : fixed(mean, 3);
    };
    return { arm, columns: ['', ...metrics], rows: names.map((name) => [name, ...metrics.map((metric) => cell(name, metric))]) };
  });
}
