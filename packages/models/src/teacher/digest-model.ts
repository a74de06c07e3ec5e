// What a layers model is, as a short text: its network, and every one of its numbers.
import { sha256 } from '@retort/files';
import { readAll } from '@retort/tensor';
import type { LayersStudent } from '../adopt/layers-student.ts';
import { graphLayers } from '../graph/graph-points.ts';
import { isNestedModel, type LayersModel } from '../graph/layer.ts';
import { stableNames } from '../graph/stable-names.ts';

/**
 * SHA-256, in hexadecimal, over the network's topology, the user's names of taps, and name, dtype, shape and SHA-256 of each variable, moving
 * statistics included, in the order of their names. The same model has the same digest in every process.
 */
export async function digestModel({ model, aliases, ...student }: LayersStudent): Promise<string> {
  const variables = Object.entries({ ...student.trainables(), ...student.statistics() }).sort(([a], [b]) => (a < b ? -1 : 1));
  const values = await readAll(Object.fromEntries(variables));
  const lines = [topologyText(model), JSON.stringify(aliases)];
  for (const [name, { dtype, shape }] of variables) {
    const { buffer, byteOffset, byteLength } = values[name]!;
    lines.push(`${JSON.stringify(name)} ${dtype} [${shape.join()}] ${await sha256(new Uint8Array(buffer, byteOffset, byteLength))}`);
  }
  return sha256(new TextEncoder().encode(lines.join('\n')));
}

/** Its configuration as JSON, in which layers that TensorFlow.js numbered by a counter of the process have their stable names. */
function topologyText(model: LayersModel): string {
  const names = new Map([[model.name, 'the model'], ...stablePaths(model, '')]);
  const config = { kind: model.getClassName(), config: model.getConfig() };
  return JSON.stringify(config, (_, value: unknown) => (typeof value === 'string' ? (names.get(value) ?? value) : value));
}

function stablePaths(model: LayersModel, prefix: string): readonly (readonly [string, string])[] {
  return [...stableNames(graphLayers(model.outputs))].flatMap(([layer, name]) => {
    const path = `${prefix}${name}`;
    return [[layer.name, path] as const, ...(isNestedModel(layer) ? stablePaths(layer, `${path}/`) : [])];
  });
}
