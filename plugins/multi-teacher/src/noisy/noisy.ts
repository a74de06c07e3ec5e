// A teacher that does not say the same of every sample as it would: noise on its logits, as a regulariser.
import { defineTeacher, MAKER, type RandomStream, type Teacher, wrapSource } from '@retort/kernel';
import { innerTeacher } from '@retort/kernel/zod';
import { add, mul, tensor2d } from '@retort/tensor';
import { z } from 'zod';
import { changeLogits } from '../wrapper/change-logits.ts';
import { drawsOf, sampleNormals } from '../wrapper/sample-draws.ts';

const NoisyOptions = z.strictObject({
  teacher: innerTeacher,
  std: z.number().min(0).default(0.3).describe('Standard deviation of the noise.'),
  share: z.number().min(0).max(1).default(0.5).describe('The share of samples that are perturbed, on average.'),
  relative: z.boolean().default(true).describe('Whether the noise is a share of each logit, as in the paper. `false`: it is added.'),
});

/**
 * `z' = (1 + s xi) z`, or `z + s xi` where not `relative`, with `xi` standard normal for each class of the samples that are perturbed; Sau and
 * Balasubramanian 2016, "Deep Model Compression: Distilling Knowledge from Noisy Teachers", arXiv:1610.09650. The other taps are those of the
 * teacher inside.
 *
 * The noise is a pure function of the seed, the sample's identity and the batch's view: the same sample is perturbed alike in every epoch,
 * unless its inputs are augmented. Around a committee each member has noise of its own.
 */
export const noisy = defineTeacher({
  id: 'noisy',
  summary: 'noise on the logits of the teacher inside (Sau 2016)',
  options: NoisyOptions,
  needs: { maker: MAKER },
  create: ({ teacher, ...noise }, { maker }) => wrapSource(maker, teacher, (member, random) => noisyTeacher(member, noise, random)),
});

type Noise = Omit<z.infer<typeof NoisyOptions>, 'teacher'>;

/** Owns the inner teacher. */
export function noisyTeacher(inside: Teacher, { std, share, relative }: Noise, random: RandomStream): Teacher {
  const [values, chosen] = [random.child('noise'), random.child('share')];
  const named = `noisy ${JSON.stringify({ std, share, relative })} by ${random.name}@${random.seed}`;
  return changeLogits(inside, named, (logits, batch) => {
    const perturbed = drawsOf(batch, chosen).map((draws) => (draws.uniform(0) < share ? std : 0));
    const noise = mul(sampleNormals(batch, logits.shape, values), tensor2d(perturbed, [batch.size, 1], 'float32'));
    return relative ? mul(logits, add(noise, 1)) : add(logits, noise);
  });
}
