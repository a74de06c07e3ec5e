// One axis: all its points on all engines in turns, and a fit for each engine.
import type { Contender } from '../parent/contender.ts';
import { type CellPlan, type MeasuredCells, measureCells } from '../parent/measure-cells.ts';
import { isMeasured, type ScalingLine, type Settings } from '../result/result.ts';
import type { ScalingAxis } from './axes.ts';
import { fit } from './fit.ts';

export interface MeasuredAxis {
  readonly lines: readonly ScalingLine[];
  readonly devices: MeasuredCells['devices'];
}

/** An engine that is absent has no line. */
export async function measureAxis(
  { name, teacher, points }: ScalingAxis,
  contenders: readonly Contender[],
  settings: Settings,
  tell: (line: string) => void,
): Promise<MeasuredAxis> {
  const plans = contenders.flatMap((contender) =>
    points.map(({ x, scenario }) => ({
      x,
      plan: { scenario: { ...scenario, steps: settings.steps ?? scenario.steps }, contender, teacher } satisfies CellPlan,
    })),
  );
  const { cells, devices } = await measureCells(
    plans.map(({ plan }) => plan),
    settings,
    tell,
  );
  const lines = contenders.flatMap(({ id }) => {
    const own = cells.flatMap((cell, at) => (isMeasured(cell) && cell.contender === id ? [{ x: plans[at]!.x, ms: cell.ms.median }] : []));
    return own.length === 0 ? [] : [{ axis: name, contender: id, points: own, fit: fit(own.map(({ x, ms }) => ({ x, y: ms }))) }];
  });
  return { lines, devices };
}
