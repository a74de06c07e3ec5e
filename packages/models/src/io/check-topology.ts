// Looks through the network that a model file describes before TensorFlow.js may build it: only registered classes by their own
// names, no name of Object.prototype anywhere, a graph that can be built to its end, no size beyond the weights in the file.
// TensorFlow.js itself looks names up along the prototype chain and loops forever over a node whose input never comes.
import { expectedName, retortError } from '@retort/kernel';
import { serialization } from '@tensorflow/tfjs-core';
import { camelCase } from '../graph/camel-case.ts';
import { checkGraph } from './check-graph.ts';

type JsonObject = Readonly<Record<string, unknown>>;

export interface TopologyLimits {
  /** Elements of all weights in the file. */
  readonly elements: number;
}

/** Containers that a file may have at its top. */
const MODELS = new Set(['Sequential', 'Model', 'Functional']);
/** Options that size a weight. */
const WIDTHS = new Set(['units', 'filters', 'input_dim', 'output_dim', 'depth_multiplier']);
/** Options whose string value names a class or function. */
const NAMED = /(^|_)(activation|initializer|regularizer|constraint)$/;

/** The checked model at the top. @throws KD_E_MODEL_TOPOLOGY */
export function checkTopology(topology: JsonObject, { elements }: TopologyLimits, where: string): { readonly className: string; readonly config: unknown } {
  const registered = serialization.SerializationMap.getMap().classNameMap;
  const fail = (what: string, expected: string, received: string): never => {
    throw retortError('KD_E_MODEL_TOPOLOGY', { what, expected, received, where });
  };
  const visit = (value: unknown, key: string): void => {
    if (typeof value === 'string' && NAMED.test(key) && camelCase(value) in Object.prototype) fail(`the option ${key}`, 'the name of a function', value);
    if (typeof value === 'number' && WIDTHS.has(key) && value > elements) fail(`the option ${key}`, `at most the ${elements} weights in the file`, `${value}`);
    if (Array.isArray(value)) for (const item of value) visit(item, key);
    if (!isObject(value)) return;
    // Keras writes its precision policy as an object of a class that TensorFlow.js never looks up.
    if (typeof value.class_name === 'string' && key !== 'dtype') {
      if (!Object.hasOwn(registered, value.class_name)) fail('a layer of the model', expectedName(value.class_name, Object.keys(registered)), value.class_name);
      if (value.class_name === 'Model' || value.class_name === 'Functional') checkGraph(value.config, where);
    }
    for (const [name, inner] of Object.entries(value)) {
      if (camelCase(name) in Object.prototype) fail('an option of the model', 'a name that Object.prototype does not own', name);
      visit(inner, name);
    }
  };
  const top = isObject(topology.model_config) ? topology.model_config : topology;
  const { class_name: className, config } = top;
  if (typeof className !== 'string' || !MODELS.has(className))
    return fail('the topology', 'a Sequential, Model or Functional', JSON.stringify(className) ?? 'nothing');
  visit(top, '');
  return { className, config };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
