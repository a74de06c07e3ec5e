// Names of layers that are the same in every process. TensorFlow.js numbers unnamed layers by a counter of the process
// (`dense_Dense7`); such a name is replaced by the layer's place among its kind in this model (`dense_1`).
import { isNestedModel, type Layer } from './layer.ts';

/** One name per layer: its own where somebody chose it, else `kind_n`, n from 1 in the order of the network. */
export function stableNames(layers: readonly Layer[]): ReadonlyMap<Layer, string> {
  const chosen = new Set(layers.filter((layer) => !isNumbered(layer)).map((layer) => layer.name));
  const counts = new Map<string, number>();
  const numbered = (kind: string): string => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const name = kind === 'input' && count === 1 ? kind : `${kind}_${count}`;
    return chosen.has(name) ? numbered(kind) : name;
  };
  return new Map(layers.map((layer) => [layer, isNumbered(layer) ? numbered(kindOf(layer)) : layer.name]));
}

function kindOf(layer: Layer): string {
  if (isNestedModel(layer)) return 'model';
  if (layer.getClassName() === 'InputLayer') return 'input';
  return snakeCase(layer.getClassName());
}

/** Whether TensorFlow.js made the name up: `dense_Dense7`, `input3`, `dense_Dense7_input`, `model2`, `sequential_4`. */
function isNumbered(layer: Layer): boolean {
  if (isNestedModel(layer)) return /^(model|functional|sequential_)\d+$/.test(layer.name);
  const name = layer.getClassName();
  if (name === 'InputLayer') return /^input_?\d+$/.test(layer.name) || /^[a-z0-9_]+_[A-Z]\w*?\d+_input$/.test(layer.name);
  const start = `${snakeCase(name)}_${name}`;
  return layer.name.startsWith(start) && /^\d+$/.test(layer.name.slice(start.length));
}

/** As TensorFlow.js does it: `Conv2D` is `conv2d`, `BatchNormalization` is `batch_normalization`. */
function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
