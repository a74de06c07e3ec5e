// Measured step times and their fitted lines as one SVG, drawn by Observable Plot over a document that has no browser behind it.
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { ScalingLine } from '../result/result.ts';

const COLOURS = ['#4269d0', '#ff725c', '#3ca951', '#a463f2'];

/** Of one axis, a colour for each engine. */
export function scalingChart(axis: string, lines: readonly ScalingLine[]): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const measured = lines.flatMap(({ contender, points }) => points.map((point) => ({ ...point, contender })));
  const fitted = lines.flatMap(({ contender, points, fit: { intercept, slope } }) =>
    points.map(({ x }) => ({ x, ms: Math.max(0, intercept + slope * x), contender })),
  );
  const plot = Plot.plot({
    document,
    width: 480,
    height: 320,
    marginLeft: 56,
    marginBottom: 44,
    style: { fontSize: '12px', fontFamily: 'sans-serif', background: 'white', color: '#222' },
    x: { label: axis, zero: true },
    y: { label: 'ms per step', grid: true, zero: true },
    color: { domain: lines.map(({ contender }) => contender), range: COLOURS },
    marks: [
      Plot.line(fitted, { x: 'x', y: 'ms', stroke: 'contender' }),
      Plot.dot(measured, { x: 'x', y: 'ms', fill: 'contender' }),
      Plot.text(lastOf(fitted), { x: 'x', y: 'ms', text: 'contender', fill: 'contender', textAnchor: 'end', dy: -8 }),
    ],
  });
  // It makes the plot fit a page: an image has its own size.
  for (const sheet of plot.querySelectorAll('style')) sheet.remove();
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', role: 'img', 'aria-label': `Step time against ${axis}` };
  for (const [name, value] of Object.entries(attributes)) plot.setAttribute(name, value);
  return `${plot.toString()}\n`;
}

/** The right end of each line, where its name stands. */
function lastOf<T extends { readonly contender: string; readonly x: number }>(points: readonly T[]): readonly T[] {
  return [...new Map(points.toSorted((one, other) => one.x - other.x).map((point) => [point.contender, point])).values()];
}
