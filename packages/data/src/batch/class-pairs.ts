// The sampler `class-pairs`: batches whose second half has the classes of the first, position by position, for knowledge that
// compares two samples of one class. Yun et al., "Regularizing class-wise predictions via self-knowledge distillation" (CVPR 2020).
import { type RandomStream, retortError, type Samples } from '@retort/kernel';
import { epochOrder } from './epoch-order.ts';
import type { Sampler } from './sampler.ts';

/**
 * Rows `0..h-1` of a batch are the next `h = batch / 2` samples of the epoch's order, so that each sample is in a first half once
 * an epoch. Row `h + i` is another sample of the class of row `i`, each as likely as any other, drawn by (epoch, step, i); the
 * same sample where the class has no other. A last batch that is kept is two smaller halves.
 *
 * @throws KD_E_DATA_BATCH for an odd batch, samples without a label, or no stream to draw from.
 */
export function classPairs({ size, labels }: Samples, batch: number, shuffle: RandomStream | undefined): Sampler {
  if (batch % 2 !== 0) throw retortError('KD_E_DATA_BATCH', { what: 'the batch size of class pairs', expected: 'an even number', received: `${batch}` });
  if (shuffle === undefined) throw retortError('KD_E_DATA_BATCH', { what: 'class pairs without a random stream', expected: '`shuffle`', received: 'none' });
  const half = batch / 2;
  const { members, place } = byClass(labels);
  const orderOf = epochOrder(size, shuffle);
  return {
    perStep: half,
    rows: 2 * Math.min(half, size),
    name: `class pairs of ${shuffle.name}@${shuffle.seed}`,
    epoch(epoch) {
      const order = orderOf(epoch)!;
      const stream = shuffle.child(`pairs/${epoch}`);
      return (step) => {
        const first = order.subarray(step * half, Math.min((step + 1) * half, size));
        const draws = stream.at(step);
        const second = first.map((row, index) => {
          const others = members.get(labels[row]!)!;
          if (others.length === 1) return row;
          const drawn = draws.integer(index, others.length - 1);
          return others[drawn < place[row]! ? drawn : drawn + 1]!;
        });
        return { order: Uint32Array.of(...first, ...second), from: 0, to: 2 * first.length };
      };
    },
  };
}

/** The samples of each class, and each sample's place among those of its class. */
function byClass(labels: Int32Array): { readonly members: ReadonlyMap<number, readonly number[]>; readonly place: Uint32Array } {
  const members = new Map<number, number[]>();
  const place = new Uint32Array(labels.length);
  let absent = 0;
  labels.forEach((label, row) => {
    if (label < 0) absent += 1;
    const same = members.get(label) ?? [];
    place[row] = same.length;
    same.push(row);
    members.set(label, same);
  });
  if (absent === 0) return { members, place };
  throw retortError('KD_E_DATA_BATCH', {
    what: 'the samples of class pairs',
    expected: 'a label for every sample',
    received: `${absent} of ${labels.length} without`,
    action: 'Train on the view `labelled`, or with the sampler `shuffled`.',
  });
}
