// The last step of a network around another: names are checked, new weights drawn, the whole made a student.
import type { RandomStream, TapName } from '@retort/kernel';
import { type LayersStudent, layersStudent } from '../adopt/layers-student.ts';
import { layerPoints } from '../adopt/tap-table.ts';
import type { Layer, LayersModel, SymbolicTensor } from '../graph/layer.ts';
import { layerTree, treeWeights } from '../graph/layer-tree.ts';
import { initialiseWeights } from '../initialise/initialise.ts';
import { aliasesAmong, checkLayerNames } from './part-names.ts';

export interface OuterNetwork {
  readonly family: string;
  readonly name: string;
  /** Its first output is the classifier's. */
  readonly model: LayersModel;
  readonly side?: readonly SymbolicTensor[];
  readonly inner: LayersStudent;
  /** Own names of taps; those for points that the network does not have are left out. */
  readonly aliases: Iterable<readonly [TapName, SymbolicTensor]>;
  /** Layers that have their weights. */
  readonly known: ReadonlySet<Layer>;
  readonly random: RandomStream;
}

/** Draws the weights of all layers that are not known, each from the child stream of its own name. */
export function adoptOuter({ family, name, model, side = [], inner, aliases, known, random }: OuterNetwork): LayersStudent {
  const outputs = [...model.outputs, ...side];
  checkLayerNames(family, outputs);
  initialiseWeights(
    treeWeights(layerTree(model, side)).filter(({ layer }) => !known.has(layer)),
    random,
  );
  const named = aliasesAmong(outputs, aliases);
  const here = new Set([...layerPoints(outputs).layers.keys(), ...Object.keys(named)]);
  // What counts as a layer of the inner network counts here, where it still is.
  const layers = inner.layers.filter((tap) => here.has(tap));
  return layersStudent(model, { name, aliases: named, layers, penalties: inner.penalties, output: 'first', side });
}

/** Every layer that holds weights of a student. */
export function layersOf({ model, side }: LayersStudent): ReadonlySet<Layer> {
  return new Set(layerTree(model, side).map(({ layer }) => layer));
}
