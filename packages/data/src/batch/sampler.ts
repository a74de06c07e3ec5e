// How the batches of an epoch are made of samples: the contract of the samplers, and the sampler of shuffled samples.
import type { RandomStream } from '@retort/kernel';
import { epochOrder } from './epoch-order.ts';

export interface Sampler {
  /** Samples of the epoch's order that one step uses up. */
  readonly perStep: number;
  /** Rows of a step that is not cut short by the end of the epoch. */
  readonly rows: number;
  /** How it is told in a view: all that the batches depend on beside the samples and the sizes. */
  readonly name: string;
  /** The rows of each step of an epoch. */
  epoch(epoch: number): (step: number) => Rows;
}

/** Positions `from` to `to` of an order of the samples; of the samples themselves where there is none. */
export interface Rows {
  readonly order: Uint32Array | undefined;
  readonly from: number;
  readonly to: number;
}

/** Every sample once an epoch, in an order drawn for it, or in the order of the samples. */
export function shuffledSamples(size: number, batch: number, shuffle: RandomStream | undefined): Sampler {
  const orderOf = epochOrder(size, shuffle);
  return {
    perStep: batch,
    rows: Math.min(batch, size),
    name: shuffle === undefined ? 'in order' : `${shuffle.name}@${shuffle.seed}`,
    epoch(epoch) {
      const order = orderOf(epoch);
      return (step) => ({ order, from: step * batch, to: Math.min((step + 1) * batch, size) });
    },
  };
}
