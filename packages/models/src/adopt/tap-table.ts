// The named points of an adopted model: `logits`, every layer by its stable name, and the user's own names for some of them.
import { expectedName, retortError, type Shape, type TapName } from '@retort/kernel';
import { graphPoints } from '../graph/graph-points.ts';
import type { LayersModel, SymbolicTensor } from '../graph/layer.ts';
import type { LogitsPlan } from '../graph/logits-plan.ts';
import { stableNames } from '../graph/stable-names.ts';

export interface TapTable {
  /** `logits` first, then the layers from input to output, each followed by the user's names for it. */
  readonly names: readonly TapName[];
  /** Those that count as layers: the ones named so, else one name, the user's if any, for each point between input and logits. */
  readonly layers: readonly TapName[];
  /** The point to read; undefined for `logits`. Throws `KD_E_TAP_UNKNOWN`. */
  point(tap: TapName): SymbolicTensor | undefined;
  /** Throws `KD_E_TAP_UNKNOWN`. */
  shapeOf(tap: TapName): Shape;
}

const LOGITS = 'logits';

/**
 * @param aliases - own name to layer. A layer is named by its stable name (`dense_1`) or by what TensorFlow.js calls it.
 * @param logits - how the logits are read.
 * @param counted - which taps count as layers; from the graph when absent.
 * @param side - points beside the model's outputs, which are taps too.
 * @throws KD_E_TAP_NAME, KD_E_TAP_UNKNOWN, KD_E_MODEL_INPUT (a size that is known only per batch).
 */
export function tapTable(
  model: LayersModel,
  logits: LogitsPlan,
  aliases: Readonly<Record<TapName, string>>,
  counted: readonly TapName[] | undefined,
  side: readonly SymbolicTensor[] = [],
): TapTable {
  const { layers, raw } = layerPoints([...model.outputs, ...side]);
  const named = new Map<TapName, SymbolicTensor>();
  const find = (tap: TapName, among: readonly TapName[]): SymbolicTensor => {
    const point = named.get(tap) ?? layers.get(tap) ?? raw.get(tap);
    if (point !== undefined) return point;
    throw retortError('KD_E_TAP_UNKNOWN', { what: `tap "${tap}" of the model "${model.name}"`, expected: expectedName(tap, among) });
  };
  for (const [alias, layer] of Object.entries(aliases)) {
    checkAlias(alias, layers, model);
    named.set(alias, find(layer, [...layers.keys()]));
  }
  const names = [LOGITS];
  const own: TapName[] = [];
  let isInner = true;
  for (const [name, point] of layers) {
    const called = [name, ...[...named].filter(([, aliased]) => aliased === point).map(([alias]) => alias)].filter((tap) => tap !== LOGITS);
    names.push(...called);
    if (logits.dense === undefined ? point === logits.read : point.sourceLayer === logits.dense) isInner = false;
    if (point.inputs.length > 0 && isInner) own.push(...called.slice(-1));
  }
  for (const tap of counted ?? []) find(tap, names);
  return {
    names,
    layers: counted === undefined ? own : names.filter((name) => counted.includes(name)),
    point: (tap) => (tap === LOGITS ? undefined : find(tap, names)),
    shapeOf: (tap) => (tap === LOGITS ? [logits.classes] : sizesOf(find(tap, names), tap, model)),
  };
}

/** A layer used more than once has a tap for each use: `dense_1`, `dense_1:1`, ... in the order of the network. */
export function layerPoints(outputs: readonly SymbolicTensor[]): { layers: Map<TapName, SymbolicTensor>; raw: Map<TapName, SymbolicTensor> } {
  const points = graphPoints(outputs);
  const stable = stableNames([...new Set(points.map((point) => point.sourceLayer))]);
  const layers = new Map<TapName, SymbolicTensor>();
  const raw = new Map<TapName, SymbolicTensor>();
  const uses = new Map<string, number>();
  for (const point of points) {
    const name = stable.get(point.sourceLayer) as string;
    const use = uses.get(name) ?? 0;
    uses.set(name, use + 1);
    layers.set(use === 0 ? name : `${name}:${use}`, point);
    raw.set(use === 0 ? point.sourceLayer.name : `${point.sourceLayer.name}:${use}`, point);
  }
  return { layers, raw };
}

function checkAlias(alias: string, layers: ReadonlyMap<string, unknown>, model: LayersModel): void {
  const received = JSON.stringify(alias);
  const what = `a tap of the model "${model.name}"`;
  if (alias === LOGITS) throw retortError('KD_E_TAP_NAME', { what, expected: 'another name: `logits` always names the logits', received });
  if (layers.has(alias)) throw retortError('KD_E_TAP_NAME', { what, expected: 'a name that no layer has', received });
  if (alias === '' || alias in Object.prototype) throw retortError('KD_E_TAP_NAME', { what, expected: 'a name that Object.prototype does not own', received });
}

function sizesOf(point: SymbolicTensor, tap: TapName, model: LayersModel): Shape {
  return point.shape.slice(1).map((size) => {
    if (typeof size === 'number') return size;
    throw retortError('KD_E_MODEL_INPUT', {
      what: `tap "${tap}" of the model "${model.name}"`,
      expected: 'sizes that are known before the first batch',
      received: `[${point.shape.map((each) => each ?? '?')}]`,
      action: 'Give the model an input of a fixed shape.',
    });
  });
}
