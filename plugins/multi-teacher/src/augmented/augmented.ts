// A teacher that looks several times: at the inputs, and at mirrored, shifted or noisy copies, and says what it says on average.
import { defineTeacher, likeTeacher, MAKER, prepareInner, type RandomStream, type Teacher, type Tensor2D, type Trace, wrapSource } from '@retort/kernel';
import { innerTeacher } from '@retort/kernel/zod';
import { addN, div, logSoftmax, logSumExp, mul, scope, stack, sub } from '@retort/tensor';
import { z } from 'zod';
import { disposeTrace, withLogits } from '../wrapper/change-logits.ts';
import { nameOf, seen, View } from './views.ts';

const AugmentedOptions = z
  .strictObject({
    teacher: innerTeacher,
    views: z.array(View).min(1).describe('What it sees beside the inputs: `{ flip: horizontal }`, `{ shift: [0, 1] }`, `{ noise: 0.05 }`.'),
    space: z.enum(['probability', 'logit']).default('probability').describe('What is averaged.'),
    temperature: z.number().gt(0).optional().describe('At which probabilities are averaged; 1 when absent. Of the space `probability` only.'),
  })
  .refine(({ space, temperature }) => temperature === undefined || space === 'probability', {
    path: ['temperature'],
    message: 'only the space `probability` has a temperature',
  });

/**
 * `z = T log((1/V) sum_v softmax(z_v / T))` over the inputs and the further `views`, or `(1/V) sum_v z_v` in the space `logit`. Its other taps are
 * those of the first view, the inputs. The teacher inside is asked once for each view, under a name of its own for caches.
 *
 * Views are the same for the same sample in the same batch view. A flip or a shift needs maps `[B, H, W, C]`; else `observe` throws
 * KD_E_TENSOR_SHAPE.
 */
export const augmented = defineTeacher({
  id: 'augmented',
  summary: 'the mean answer of the teacher inside over several views of each input',
  options: AugmentedOptions,
  needs: { maker: MAKER },
  create: ({ teacher, ...looks }, { maker }) => wrapSource(maker, teacher, (member, random) => augmentedTeacher(member, looks, random)),
});

type Looks = Omit<z.infer<typeof AugmentedOptions>, 'teacher'>;

/** Owns the inner teacher. */
export function augmentedTeacher(inside: Teacher, { views, space, temperature = 1 }: Looks, random: RandomStream): Teacher {
  const named = `augmented ${JSON.stringify({ views, space, temperature })} by ${random.name}@${random.seed}`;
  return {
    ...likeTeacher(inside, named),
    // The first view is the batch itself; the others are made when they are asked about.
    ...prepareInner(inside),
    async observe(batch, taps) {
      const traces: Trace[] = [];
      try {
        traces.push(await inside.observe(batch, taps));
        for (const [place, view] of views.entries()) {
          const inputs = scope(() => seen(view, batch, random.child(`view${place}`)));
          try {
            traces.push(await inside.observe({ ...batch, inputs, view: `${batch.view} ${nameOf(view, place)}` }, []));
          } finally {
            inputs.dispose();
          }
        }
        return scope(() => {
          const all = traces.map(({ logits }) => logits);
          return withLogits(traces[0]!, space === 'logit' ? div<Tensor2D>(addN(all), all.length) : meanProbability(all, temperature));
        });
      } finally {
        for (const trace of traces) disposeTrace(trace);
      }
    },
  };
}

/** In the log domain: finite however sure the views are, and however much they differ. */
function meanProbability(all: readonly Tensor2D[], temperature: number): Tensor2D {
  const logs = stack(all.map((logits) => logSoftmax(div<Tensor2D>(logits, temperature))));
  return mul(sub(logSumExp(logs, 0), Math.log(all.length)), temperature);
}
