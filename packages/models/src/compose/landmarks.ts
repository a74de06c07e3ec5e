// The points of a classifier that networks around it hold on to: taps by name, its last map, and the vector before its last layer.
import { retortError, type TapName } from '@retort/kernel';
import type { LayersStudent } from '../adopt/layers-student.ts';
import { type TapTable, tapTable } from '../adopt/tap-table.ts';
import { graphPoints } from '../graph/graph-points.ts';
import type { SymbolicTensor } from '../graph/layer.ts';
import { logitsPlan } from '../graph/logits-plan.ts';
import { isNoiseClass } from '../noise/noise-layers.ts';

/** @throws KD_E_TAP_UNKNOWN; KD_E_FAMILY_OF for `logits`, which is the end of the network and no point in it. */
export function tapPoint(family: string, student: LayersStudent, tap: TapName): SymbolicTensor {
  const point = tapsOf(student).point(tap);
  if (point !== undefined) return point;
  throw retortError('KD_E_FAMILY_OF', { what: `family ${family}`, expected: 'a tap before the logits', received: `"${tap}"` });
}

/** The student's own names of taps, with the points that they name. */
export function aliasPoints(student: LayersStudent): readonly (readonly [TapName, SymbolicTensor])[] {
  const { point } = tapsOf(student);
  return Object.keys(student.aliases).map((alias) => [alias, point(alias) as SymbolicTensor]);
}

function tapsOf({ model, aliases, layers, side }: LayersStudent): TapTable {
  return tapTable(model, logitsPlan(model, 'first'), aliases, layers, side);
}

/**
 * The last point `[B, H, W, D]` on the way to the logits that a layer makes; an image that is put in is none. Undefined also where tokens
 * `[B, N, D]` are made of the maps, as in a transformer: what patches are cut with is not what it knows.
 */
export function lastMap(student: LayersStudent): SymbolicTensor | undefined {
  const last = graphPoints([penultimate(student)]).findLast(({ shape, inputs }) => shape.length > 2 && inputs.length > 0);
  return last?.shape.length === 4 ? last : undefined;
}

/** What the last layer sees, before dropout: a vector in most networks. */
export function penultimate({ model }: LayersStudent): SymbolicTensor {
  const { read, dense } = logitsPlan(model, 'first');
  let point = dense === undefined ? (read.inputs[0] ?? read) : read;
  while (isNoiseClass(point.sourceLayer.getClassName())) point = point.inputs[0] as SymbolicTensor;
  return point;
}
