// Augmentation `mixup`: mixes each sample, and its target, with another sample of the batch.
// Zhang, Cisse, Dauphin, Lopez-Paz, "mixup: Beyond Empirical Risk Minimization" (ICLR 2018).
import { type Augmentation, type AugmentedBatch, defineAugmentation } from '@retort/kernel';
import { z } from 'zod';
import { betaNumber } from './beta.ts';
import { parseOptions } from './parse-options.ts';

const options = z.strictObject({
  alpha: z.number().positive().default(0.2).describe('Of the Beta(alpha, alpha) that draws the share: small values mix little'),
});

/**
 * `x_i <- s x_i + (1 - s) x_j`, targets alike. j is another sample of the batch (of the same view of it), uniform; s is the larger of l and 1 - l with l from
 * Beta(alpha, alpha), so that a row stays mostly itself and its label stays its main class (for a batch of labelled samples the
 * pairs are distributed as in the paper). x_j is what it was before mixup. All draws are those of sample i.
 *
 * Labels: a sample without a label keeps a zero target, whatever its partner; a labelled sample with an unlabelled partner keeps
 * the mass s of its own label alone. A batch of one is left as it is.
 */
export function mixup(choice: z.input<typeof options> = {}): Augmentation {
  const { alpha } = parseOptions(options, choice, 'mixup');
  return { view: `mixup(alpha=${alpha})`, apply: (batch) => mix(batch, alpha) };
}

function mix({ inputs, targets, size, copies, uniform }: AugmentedBatch, alpha: number): void {
  const samples = size / copies;
  if (samples < 2) return;
  const oldInputs = inputs.slice();
  const oldTargets = targets.slice();
  const classes = targets.length / size;
  for (let sample = 0; sample < size; sample += 1) {
    const place = sample % samples;
    const partner = sample - place + ((place + 1 + Math.floor(uniform(sample, 0) * (samples - 1))) % samples);
    let draw = 0;
    const drawn = betaNumber(alpha, () => {
      draw += 1;
      return uniform(sample, draw);
    });
    const share = Math.max(drawn, 1 - drawn);
    blend(inputs, oldInputs, sample, partner, share);
    const labelled = oldTargets.subarray(sample * classes, (sample + 1) * classes).some((mass) => mass > 0);
    if (labelled) blend(targets, oldTargets, sample, partner, share);
  }

  function blend(out: Float32Array, old: Float32Array, row: number, other: number, share: number): void {
    const width = out.length / size;
    for (let index = 0; index < width; index += 1) {
      out[row * width + index] = share * old[row * width + index]! + (1 - share) * old[other * width + index]!;
    }
  }
}

export const mixupAugmentation = defineAugmentation({ id: 'mixup', summary: 'mixes inputs and targets of pairs of samples', options, create: mixup });
