// A network with classifiers at its inner taps. Zhang et al., "Be your own teacher" (ICCV 2019).
import '@retort/tensor';
import { defineFamily, MAKER, retortError } from '@retort/kernel';
import { choice } from '@retort/kernel/zod';
import { model as tfModel } from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import type { LayersStudent } from '../adopt/layers-student.ts';
import { adoptOuter, layersOf } from '../compose/adopt-outer.ts';
import { buildAround } from '../compose/build-around.ts';
import { exitHead } from '../compose/exit-head.ts';
import { aliasPoints, lastMap, penultimate, tapPoint } from '../compose/landmarks.ts';
import type { SymbolicTensor } from '../graph/layer.ts';
import { width } from './options.ts';

const options = z.strictObject({
  of: choice.describe('The network'),
  at: z.array(z.string().min(1)).min(1).describe('Taps of it that get a classifier, in order'),
  width: width.optional().describe("Width of each exit's features; that of the network's own last vector when absent"),
  exported: z.enum(['dropped', 'kept']).default('dropped').describe('Whether the saved model has the exits, as outputs after the first'),
});

/**
 * The inner network as it is, its initial weights included, and for the n-th tap of `at` an exit: taps `exit<n>` (`[C]`, logits) and
 * `exit<n>-features` (`[width]`), so that they can be compared with `logits` and `features` of the same network. On a map `[H, W, D]`
 * separable blocks lead to the size of the last map (`exit<n>-map`) and global average pooling to the features; on a vector, a dense
 * layer with ReLU. An exit is computed where one of its taps is asked for.
 *
 * With `dropped`, `model` is the inner network alone, and so is what is exported; with `kept`, it has an output for each exit after
 * that of the inner network.
 *
 * @throws KD_E_TAP_UNKNOWN, KD_E_FAMILY_OF
 */
export const exits = defineFamily({
  id: 'exits',
  summary: 'A network with classifiers at its inner taps (BYOT, Zhang 2019)',
  options,
  needs: { maker: MAKER },
  create: ({ of, at, width: asked, exported }, { maker }) => {
    const family = maker.make('family', of, 'of');
    return {
      build: (build) =>
        buildAround('exits', family, build, (inner) => {
          const { model } = inner;
          const known = layersOf(inner);
          const heads = exitsOf(inner, at, asked);
          const outputs = [...model.outputs, ...heads];
          const whole = exported === 'kept' ? tfModel({ name: model.name, inputs: model.inputs, outputs }) : model;
          const side = [...inner.side, ...(exported === 'kept' ? [] : heads)];
          return adoptOuter({ family: 'exits', name: inner.name, model: whole, side, inner, aliases: aliasPoints(inner), known, random: build.random });
        }),
    };
  },
});

function exitsOf(inner: LayersStudent, at: readonly string[], asked: number | undefined): readonly SymbolicTensor[] {
  const refuse = (expected: string, received: string): never => {
    throw retortError('KD_E_FAMILY_OF', { what: 'family exits', expected, received });
  };
  const points = at.map((tap) => tapPoint('exits', inner, tap));
  if (new Set(points).size !== points.length) refuse('each tap once', at.join(', '));
  const map = lastMap(inner);
  const size = map === undefined ? ([1, 1] as const) : ([map.shape[1] as number, map.shape[2] as number] as const);
  const last = penultimate(inner);
  return points.map((point, index) => {
    const rank = point.shape.length;
    if (rank !== 2 && rank !== 4) refuse('taps that are maps [H, W, D] or vectors [D]', `"${at[index]}" [${point.shape.slice(1).join(', ')}]`);
    const width = asked ?? (last.shape[last.shape.length - 1] as number);
    return exitHead(point, { name: `exit${index + 1}`, classes: inner.classes, width, size });
  });
}
