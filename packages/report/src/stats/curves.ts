// The lines of metrics.jsonl as curves: per measure, arm and seed a list of points over the steps of all the arm's stages.
import type { MetricsLine } from '../run-files.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Curve {
  /** `teacher`, or the arm's name. */
  readonly arm: string;
  /** The learner, where an arm trains several at once. */
  readonly learner: string | undefined;
  readonly seed: number;
  readonly points: readonly Point[];
}

/** Curves of one measure. */
export interface Measure {
  /** `loss`, a term's name, or `accuracy`. */
  readonly name: string;
  readonly curves: readonly Curve[];
}

/** Points of one curve at most; longer ones are thinned to the means of equal stretches. */
const MOST_POINTS = 240;

/** The weighted loss first, then every unweighted term in the order of appearance. Over steps. */
export function lossMeasures(lines: readonly MetricsLine[]): readonly Measure[] {
  const starts = stageStarts(lines);
  const collected = new Collector();
  for (const line of lines) {
    if (line.event !== 'step') continue;
    const x = starts(line).step + line.step;
    if (line.loss !== undefined) collected.add('loss', line, undefined, { x, y: line.loss });
    for (const [key, y] of Object.entries(line.terms ?? {})) {
      const cut = key.indexOf('/');
      collected.add(cut < 0 ? key : key.slice(cut + 1), line, cut < 0 ? undefined : key.slice(0, cut), { x, y });
    }
  }
  return collected.measures();
}

const ACCURACY = /^val_(?:(.+)_)?accuracy$/;

/** Accuracy at the ends of epochs, of every learner. Over epochs. */
export function accuracyMeasure(lines: readonly MetricsLine[]): Measure {
  const starts = stageStarts(lines);
  const collected = new Collector();
  for (const line of lines) {
    if (line.event !== 'epoch') continue;
    for (const [key, y] of Object.entries(line.logs ?? {})) {
      const found = ACCURACY.exec(key);
      if (found !== null) collected.add('accuracy', line, found[1], { x: starts(line).epoch + line.epoch, y });
    }
  }
  return collected.measures()[0] ?? { name: 'accuracy', curves: [] };
}

/** Where each stage of an arm begins, so that its stages stand one after the other. */
function stageStarts(lines: readonly MetricsLine[]): (line: MetricsLine) => { readonly step: number; readonly epoch: number } {
  const stages = new Map<string, Map<string, { step: number; epoch: number }>>();
  for (const { seed, arm, stage, step, epoch } of lines) {
    const key = JSON.stringify([seed, arm]);
    const ends = stages.get(key) ?? new Map<string, { step: number; epoch: number }>();
    stages.set(key, ends);
    const end = ends.get(stage);
    ends.set(stage, { step: Math.max(end?.step ?? 0, step), epoch: Math.max(end?.epoch ?? 0, epoch) });
  }
  const starts = new Map<string, { step: number; epoch: number }>();
  for (const [key, ends] of stages) {
    let at = { step: 0, epoch: 0 };
    for (const [stage, end] of ends) {
      starts.set(key + stage, at);
      at = { step: at.step + end.step, epoch: at.epoch + end.epoch };
    }
  }
  return ({ seed, arm, stage }) => starts.get(JSON.stringify([seed, arm]) + stage)!;
}

class Collector {
  readonly #measures = new Map<string, Map<string, { arm: string; learner: string | undefined; seed: number; points: Point[] }>>();

  add(measure: string, { arm, seed }: MetricsLine, learner: string | undefined, point: Point): void {
    if (!Number.isFinite(point.y)) return;
    const curves = this.#measures.get(measure) ?? new Map();
    this.#measures.set(measure, curves);
    const key = JSON.stringify([arm, learner, seed]);
    const curve = curves.get(key) ?? { arm, learner, seed, points: [] };
    curves.set(key, curve);
    curve.points.push(point);
  }

  measures(): readonly Measure[] {
    return [...this.#measures].map(([name, found]) => {
      const curves = [...found.values()];
      const several = (arm: string): boolean => new Set(curves.filter((curve) => curve.arm === arm).map(({ learner }) => learner)).size > 1;
      return { name, curves: curves.map((curve) => ({ ...curve, learner: several(curve.arm) ? curve.learner : undefined, points: thin(curve.points) })) };
    });
  }
}

/** Means of equal stretches, so that noise is averaged and no peak is picked. Short lists stay as they are. */
export function thin(points: readonly Point[], most = MOST_POINTS): readonly Point[] {
  if (points.length <= most) return points;
  return Array.from({ length: most }, (_, index) => {
    const part = points.slice(Math.floor((index * points.length) / most), Math.floor(((index + 1) * points.length) / most));
    const mean = (value: (point: Point) => number): number => part.reduce((sum, point) => sum + value(point), 0) / part.length;
    return { x: mean(({ x }) => x), y: mean(({ y }) => y) };
  });
}

/** The mean over seeds, at the places where every seed has a point. */
export function meanCurve(curves: readonly Curve[]): readonly Point[] {
  const [first, ...rest] = curves.map(({ points }) => points);
  if (first === undefined) return [];
  const others = rest.map((points) => new Map(points.map(({ x, y }) => [x, y])));
  return first.flatMap(({ x, y }) => {
    const values = others.map((other) => other.get(x));
    return values.every((value) => value !== undefined) ? [{ x, y: values.reduce<number>((sum, value) => sum + value!, y) / (values.length + 1) }] : [];
  });
}
