// Copies the part of a network that lies behind a point, onto another point: the same layers under new names, with weights of their own.
import { retortError } from '@retort/kernel';
import { connect } from '../family/connect.ts';
import { buildFromConfig } from '../graph/build-from-config.ts';
import { graphPoints } from '../graph/graph-points.ts';
import { isNestedModel, type Layer, type LayersModel, type SymbolicTensor } from '../graph/layer.ts';
import { stableNames } from '../graph/stable-names.ts';

export interface PartOptions {
  /** The family, for errors. */
  readonly family: string;
  readonly model: LayersModel;
  /** The part begins behind this point and ends at `end`. */
  readonly cut: SymbolicTensor;
  readonly end: SymbolicTensor;
  /** Takes the place of `cut`; of the same shape. */
  readonly entry: SymbolicTensor;
  /** Name of the copy of a layer, by its stable name. */
  readonly name: (stable: string) => string;
  /** Options of the copy that differ. */
  readonly change?: (layer: Layer) => Readonly<Record<string, unknown>>;
  /** Layers that are passed over. */
  readonly skip?: (layer: Layer) => boolean;
  /** Refuses a part that reads points before the cut by another way. */
  readonly closed?: boolean;
}

export interface PartCopy {
  readonly end: SymbolicTensor;
  /** By the point that each is a copy of. */
  readonly points: ReadonlyMap<SymbolicTensor, SymbolicTensor>;
  /** Each layer with its copy. The weights of a copy mean nothing yet. */
  readonly layers: ReadonlyMap<Layer, Layer>;
}

/**
 * What the part reads of points before the cut, it reads of the same points.
 *
 * @throws KD_E_FAMILY_OF where the end does not lie behind the cut, where a layer is used on both sides of it, and for models used
 *   as layers behind it.
 */
export function copyPart({ family, model, cut, end, entry, name, change, skip, closed = false }: PartOptions): PartCopy {
  const points = graphPoints([end]);
  const behind = pointsBehind(cut, points);
  const before = points.filter((point) => !behind.has(point) && point !== cut);
  const refuse = (expected: string, received: string): never => {
    throw retortError('KD_E_FAMILY_OF', { what: `family ${family}, the part of "${model.name}" behind "${cut.sourceLayer.name}"`, expected, received });
  };
  if (end !== cut && !behind.has(end)) refuse('a tap on the way to the logits', 'one beside it');
  const names = stableNames([...new Set(graphPoints(model.outputs).map(({ sourceLayer }) => sourceLayer))]);
  const shared = new Set([cut, ...before].map(({ sourceLayer }) => sourceLayer));
  const copies = new Map<SymbolicTensor, SymbolicTensor>([[cut, entry]]);
  const layers = new Map<Layer, Layer>();

  const copyOf = (layer: Layer): Layer => {
    const stable = names.get(layer) as string;
    if (shared.has(layer)) refuse('layers of its own', `"${stable}", which is used before it too`);
    if (isNestedModel(layer)) refuse('layers', `"${stable}", a model used as a layer`);
    const { batchInputShape: _, ...config } = JSON.parse(JSON.stringify(layer.getConfig()));
    return buildFromConfig<Layer>(layer.getClassName(), { ...config, ...change?.(layer), name: name(stable) });
  };
  for (const point of points) {
    if (!behind.has(point)) continue;
    const { sourceLayer: layer, inputs, callArgs, outputTensorIndex } = point;
    const outside = inputs.find((input) => !copies.has(input));
    if (closed && outside !== undefined) refuse('a tap that all that follows goes through', `"${layer.name}" reads "${outside.sourceLayer.name}" too`);
    const from = inputs.map((input) => copies.get(input) ?? input);
    if (skip?.(layer) === true) {
      copies.set(point, from[0] as SymbolicTensor);
      continue;
    }
    const copy = layers.get(layer) ?? copyOf(layer);
    layers.set(layer, copy);
    const output = connect(copy, from.length === 1 ? (from[0] as SymbolicTensor) : from, callArgs);
    copies.set(point, Array.isArray(output) ? output[outputTensorIndex ?? 0] : output);
  }
  return { end: copies.get(end) as SymbolicTensor, points: copies, layers };
}

/** The points that are made of `cut`, without itself. */
function pointsBehind(cut: SymbolicTensor, points: readonly SymbolicTensor[]): ReadonlySet<SymbolicTensor> {
  const behind = new Set<SymbolicTensor>();
  for (const point of points) {
    if (point !== cut && point.inputs.some((input) => input === cut || behind.has(input))) behind.add(point);
  }
  return behind;
}
