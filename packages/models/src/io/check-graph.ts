// Whether the graph of a functional model can be built: every reference leads to a layer, and every layer's inputs come at last.
import { retortError } from '@retort/kernel';
import { z } from 'zod';

/** Building takes time in the square of it for layers in the worst order. */
const MAX_LAYERS = 10_000;

const reference = z.tuple([z.string(), z.int().min(0), z.int().min(0)]).rest(z.unknown());

const graph = z.object({
  layers: z
    .array(z.object({ name: z.string(), class_name: z.string(), config: z.object({ name: z.string() }), inbound_nodes: z.array(z.array(reference)) }))
    .max(MAX_LAYERS),
  input_layers: z.array(reference),
  output_layers: z.array(reference).min(1),
});

type Reference = z.infer<typeof reference>;
type GraphLayer = z.infer<typeof graph>['layers'][number];

/** Layers that are connected once by being made. */
const CONNECTED = new Set(['InputLayer', 'Model', 'Functional', 'Sequential']);

/** @throws KD_E_MODEL_TOPOLOGY */
export function checkGraph(config: unknown, where: string): void {
  const fail: (received: string) => never = (received) => {
    throw retortError('KD_E_MODEL_TOPOLOGY', { what: 'the graph of the model', received, where });
  };
  const parsed = graph.safeParse(config);
  if (!parsed.success) fail(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  const { layers, input_layers: inputs, output_layers: outputs } = parsed.data;
  const uses = new Map<string, number>();
  for (const { name, class_name: className, config: own } of layers) {
    if (name in Object.prototype) fail(`a layer named ${JSON.stringify(name)}`);
    if (uses.has(name)) fail(`two layers named "${name}"`);
    if (own.name !== name) fail(`a layer named both "${name}" and "${own.name}"`);
    uses.set(name, CONNECTED.has(className) ? 1 : 0);
  }
  const unresolved = connect(layers, uses);
  if (unresolved !== undefined) fail(`the layer "${unresolved}", whose inputs never come`);
  for (const [name, use] of [...inputs, ...outputs]) if ((uses.get(name) ?? 0) <= use) fail(`an input or output "${name}" that is not there`);
}

/** Connects what can be, round after round. Returns the name of a layer that is left, if any. */
function connect(layers: readonly GraphLayer[], uses: Map<string, number>): string | undefined {
  const ready = ([name, use]: Reference): boolean => (uses.get(name) ?? 0) > use;
  let pending = layers.flatMap(({ name, inbound_nodes: nodes }) => nodes.filter((node) => node.length > 0).map((node) => ({ name, node })));
  while (pending.length > 0) {
    const later = pending.filter(({ name, node }) => {
      if (!node.every(ready)) return true;
      uses.set(name, (uses.get(name) ?? 0) + 1);
      return false;
    });
    if (later.length === pending.length) return later[0]?.name;
    pending = later;
  }
  return undefined;
}
