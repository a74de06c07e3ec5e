// A network whose upper layers stand several times on the same lower ones, with their gated ensemble.
// Lan, Zhu, Gong, "Knowledge distillation by on-the-fly native ensemble" (NeurIPS 2018).
import '@retort/tensor';
import { defineFamily, MAKER, retortError } from '@retort/kernel';
import { choice } from '@retort/kernel/zod';
import { layers, model as tfModel } from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import type { LayersStudent } from '../adopt/layers-student.ts';
import { adoptOuter, layersOf } from '../compose/adopt-outer.ts';
import { buildAround } from '../compose/build-around.ts';
import { copyPart, type PartCopy } from '../compose/copy-part.ts';
import { gatedEnsemble } from '../compose/gated-ensemble.ts';
import { aliasPoints, tapPoint } from '../compose/landmarks.ts';
import { graphPoints } from '../graph/graph-points.ts';
import type { SymbolicTensor } from '../graph/layer.ts';
import { type LogitsPlan, logitsPlan } from '../graph/logits-plan.ts';
import { connect } from './connect.ts';

const options = z.strictObject({
  of: choice.describe('The network'),
  branches: z.int().min(2).max(16).default(3).describe('How many copies of its upper layers'),
  from: z.string().min(1).describe('The tap up to which the layers are shared'),
});

/**
 * The inner network up to `from` as it is, initial weights included; behind it `branches` copies of the rest, each with initial weights
 * of its own, drawn by the inner layers' initializers under the copies' names (`branch1-stage3-conv1`). Taps `branch1`..`branch<m>`
 * (`[C]`, the logits of each), `gate` (`[m]`, how much each counts), every layer of each branch under its name, and the inner network's own
 * names for them (`branch1-features`). `logits` are the ensemble: `sum_b g_b z_b`, see `gatedEnsemble`. It exports as one standard model.
 *
 * @throws KD_E_TAP_UNKNOWN, KD_E_FAMILY_OF
 */
export const branches = defineFamily({
  id: 'branches',
  summary: 'Copies of the upper layers on shared lower ones, with their gated ensemble (ONE, Lan 2018)',
  options,
  needs: { maker: MAKER },
  create: ({ of, branches: count, from }, { maker }) => {
    const family = maker.make('family', of, 'of');
    return { build: (build) => buildAround('branches', family, build, (inner) => branched(inner, from, count, build.random)) };
  },
});

function branched(inner: LayersStudent, from: string, count: number, random: Parameters<typeof adoptOuter>[0]['random']): LayersStudent {
  const known = layersOf(inner);
  const shared = tapPoint('branches', inner, from);
  if (shared.shape.length !== 2 && shared.shape.length !== 4) {
    const received = `"${from}" [${shared.shape.slice(1).join(', ')}]`;
    throw retortError('KD_E_FAMILY_OF', { what: 'family branches', expected: 'to share up to a map [H, W, D] or a vector [D]', received });
  }
  const plan = logitsPlan(inner.model, 'first');
  const all = Array.from({ length: count }, (_, index) => branch(inner, plan, shared, `branch${index + 1}`));
  const logits = gatedEnsemble(
    shared,
    all.map(({ output }) => output),
  );
  const own = aliasPoints(inner);
  const aliases = [
    ...own,
    ...all.flatMap(({ name, output, part }) => [
      [name, output] as const,
      ...own.flatMap(([alias, point]) => {
        const copy = point === shared ? undefined : part.points.get(point);
        return copy === undefined ? [] : [[`${name}-${alias}`, copy] as const];
      }),
    ]),
  ];
  const model = tfModel({ name: 'branches', inputs: inner.model.inputs, outputs: logits });
  return adoptOuter({ family: 'branches', name: 'branches', model, inner, aliases, known, random });
}

interface Branch {
  readonly name: string;
  readonly part: PartCopy;
  /** `[B, C]`, logits. */
  readonly output: SymbolicTensor;
}

/** A softmax at the end is left off: what is weighed are logits. */
function branch({ model }: LayersStudent, { read, dense, classes }: LogitsPlan, cut: SymbolicTensor, name: string): Branch {
  const end = dense === undefined ? read : (graphPoints(model.outputs).find(({ sourceLayer }) => sourceLayer === dense) as SymbolicTensor);
  const part = copyPart({
    family: 'branches',
    model,
    cut,
    end,
    entry: cut,
    name: (stable) => `${name}-${stable}`,
    change: (layer) => (layer === dense ? { activation: 'linear' } : {}),
  });
  const flat = part.end.shape.length === 2 ? part.end : connect(layers.reshape({ name: `${name}-flat`, targetShape: [classes] }), part.end);
  return { name, part, output: flat };
}
