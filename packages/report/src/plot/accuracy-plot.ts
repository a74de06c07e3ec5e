// Accuracy of every participant: one dot per seed, a tick at the mean.
import * as Plot from '@observablehq/plot';
import type { Colours } from '../page/colours.ts';
import type { RunSummary } from '../run-files.ts';
import { spreadOf } from '../stats/spread.ts';
import { draw } from './draw.ts';

export function accuracyPlot(document: Document, { participants }: RunSummary, colours: Colours): Element {
  const dots = participants.flatMap(({ name, seeds }, row) => seeds.map(({ metrics }) => ({ row, name, value: (metrics.accuracy ?? Number.NaN) * 100 })));
  const finite = dots.filter(({ value }) => Number.isFinite(value));
  const means = participants.map((_, row) => ({ row, value: spreadOf(finite.filter((dot) => dot.row === row).map(({ value }) => value)).mean }));
  const values = finite.map(({ value }) => value);
  const low = Math.max(0, Math.floor((Math.min(...values) - 2) / 5) * 5);
  return draw(document, {
    width: 900,
    height: 64 + 34 * participants.length,
    marginLeft: 150,
    x: { domain: [low, 100], label: 'accuracy on the test samples, %', grid: true, nice: false },
    y: { type: 'band', domain: participants.map((_, row) => row), tickFormat: (row: number) => shorten(participants[row]!.name, 20), label: null, tickSize: 0 },
    marks: [
      Plot.tickX(
        means.filter(({ value }) => Number.isFinite(value)),
        { x: 'value', y: 'row', stroke: ({ row }: { row: number }) => colours.of(participants[row]!.name), strokeWidth: 3, insetTop: 6, insetBottom: 6 },
      ),
      Plot.dot(finite, { x: 'value', y: 'row', fill: ({ name }: { name: string }) => colours.of(name), fillOpacity: 0.55, r: 4 }),
    ],
    color: { type: 'identity' },
  });
}

/** A name that fits beside an axis; the whole name stands in the table. */
export function shorten(name: string, length: number): string {
  return [...name].length > length ? `${[...name].slice(0, length - 1).join('')}…` : name;
}
