// The order of the samples in each epoch. What the samplers share; not a sampler itself.
import type { RandomStream } from '@retort/kernel';

/** The permutation of step `epoch` of the stream; undefined, the order of the samples, where there is none. Remembers the last one. */
export function epochOrder(size: number, shuffle: RandomStream | undefined): (epoch: number) => Uint32Array | undefined {
  let last: { readonly epoch: number; readonly order: Uint32Array } | undefined;
  return (epoch) => {
    if (shuffle === undefined) return undefined;
    if (last?.epoch !== epoch) last = { epoch, order: shuffle.at(epoch).permutation(size) };
    return last.order;
  };
}
