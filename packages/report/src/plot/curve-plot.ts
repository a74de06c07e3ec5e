// Curves of one measure: a thin line per seed, a strong one for the mean over seeds, coloured by arm.
import * as Plot from '@observablehq/plot';
import type { Colours } from '../page/colours.ts';
import { type Curve, type Measure, meanCurve, type Point } from '../stats/curves.ts';
import { draw } from './draw.ts';

export interface CurveAxes {
  readonly x: string;
  readonly y: string;
  /** Logarithmic where all values are positive and span more than two decades. */
  readonly mayBeLog?: boolean;
  readonly percent?: boolean;
  readonly width?: number;
  /** Height over width. */
  readonly ratio?: number;
}

export function curvePlot(
  document: Document,
  { curves }: Measure,
  colours: Colours,
  { x, y, mayBeLog = false, percent = false, width = 310, ratio = 0.68 }: CurveAxes,
): Element {
  const scale = percent ? 100 : 1;
  const scaled = (points: readonly Point[]): readonly Point[] => points.map((point) => ({ x: point.x, y: point.y * scale }));
  const values = curves.flatMap(({ points }) => points.map((point) => point.y * scale));
  const log = mayBeLog && Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) > 100;
  const groups = new Map<string, readonly Curve[]>();
  for (const curve of curves) {
    const key = JSON.stringify([curve.arm, curve.learner]);
    groups.set(key, [...(groups.get(key) ?? []), curve]);
  }
  const line = (points: readonly Point[], arm: string, style: object) => Plot.line(scaled(points), { x: 'x', y: 'y', stroke: colours.of(arm), ...style });
  const marks = [...groups.values()].flatMap((group) => groupMarks(group, line));
  return draw(document, {
    width,
    height: Math.round(width * ratio),
    marginLeft: 52,
    x: { label: x, ticks: 5, tickFormat: (value: number) => (value >= 10_000 ? `${value / 1000}k` : String(value)) },
    y: { label: y, grid: true, ticks: 5, ...(log ? { type: 'log' as const, ticks: decades(values), tickFormat: '~g' } : { zero: !percent }) },
    marks,
  });
}

function groupMarks(group: readonly Curve[], line: (points: readonly Point[], arm: string, style: object) => Plot.Markish): readonly Plot.Markish[] {
  const { arm } = group[0]!;
  const single = group.length === 1;
  const point = (points: readonly Point[]) => (points.length === 1 ? { marker: 'dot' } : {});
  return [
    ...group.map(({ points }) => line(points, arm, { strokeWidth: single ? 2 : 1, strokeOpacity: single ? 1 : 0.35, ...point(points) })),
    ...(single ? [] : [line(meanCurve(group), arm, { strokeWidth: 2, ...point(meanCurve(group)) })]),
  ];
}

/** The powers of ten between the values. */
function decades(values: readonly number[]): readonly number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(Math.log10) as [number, number];
  return Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, index) => 10 ** (Math.ceil(low) + index));
}
