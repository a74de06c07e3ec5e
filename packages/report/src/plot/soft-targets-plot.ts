// Softened answers to one sample: a row per participant, a column per temperature, a bar per class.
import * as Plot from '@observablehq/plot';
import type { RunEvidence } from '../run-files.ts';
import { shorten } from './accuracy-plot.ts';
import { draw } from './draw.ts';

/** Classes with a bar: all, or the likeliest of anyone at the highest temperature, where there are more than fit. */
export function likelyClasses({ participants, classes, samples }: RunEvidence, sample: number, most: number): readonly number[] {
  const all = classes.map((_, index) => index);
  if (all.length <= most) return all;
  const { label } = samples[sample]!;
  const best = (index: number): number => (index === label ? 2 : Math.max(...participants.map(({ soft }) => soft[sample]!.at(-1)![index]!)));
  return all
    .sort((a, b) => best(b) - best(a) || a - b)
    .slice(0, most)
    .sort((a, b) => a - b);
}

export function softTargetsPlot(document: Document, evidence: RunEvidence, sample: number): Element {
  const { participants, temperatures, classes, samples } = evidence;
  const shown = likelyClasses(evidence, sample, 12);
  const { label } = samples[sample]!;
  const bars = participants.flatMap(({ soft }, who) =>
    temperatures.flatMap((_, column) => shown.map((index) => ({ who, column, index, share: soft[sample]![column]![index]! }))),
  );
  const names = shown.every((index) => classes[index]!.length <= 2);
  return draw(document, {
    width: Math.max(420, 90 + 150 * temperatures.length),
    height: 50 + (participants.length > 4 ? 46 : 60) * participants.length,
    marginLeft: 34,
    marginRight: 110,
    marginBottom: 24,
    x: { type: 'band', domain: shown, tickFormat: (index: number) => (names ? classes[index]! : String(index)), label: null, tickSize: 0, padding: 0.15 },
    y: { domain: [0, 1], ticks: [1], tickFormat: '~f', label: null, grid: true },
    fx: { domain: temperatures.map((_, column) => column), tickFormat: (column: number) => `T = ${temperatures[column]}`, label: null, padding: 0.08 },
    fy: { domain: participants.map((_, who) => who), tickFormat: (who: number) => shorten(participants[who]!.name, 16), label: null, padding: 0.18 },
    marks: [
      Plot.barY(bars, {
        x: 'index',
        y: 'share',
        fx: 'column',
        fy: 'who',
        fill: ({ index }: { index: number }) => (index === label ? 'var(--right)' : 'var(--bar)'),
      }),
      Plot.ruleY([0], { stroke: 'var(--line)' }),
    ],
    color: { type: 'identity' },
  });
}
