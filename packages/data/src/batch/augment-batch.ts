// Runs augmentations over a host batch, each with draws of its own that follow the sample, not its place in the batch.
import type { Augmentation, AugmentedBatch, RandomDraws, RandomStream, Shape } from '@retort/kernel';
import type { HostBatch } from './host-batch.ts';

const FEW = 8;

/** Changes inputs and targets in place, one augmentation after the other. The draws are those of step `id` of a stream per epoch and place in the list. */
export function augmentBatch(host: HostBatch, shape: Shape, augmentations: readonly Augmentation[], stream: RandomStream, epoch: number): void {
  augmentations.forEach((augmentation, position) => {
    augmentation.apply(withDraws(host, shape, stream.child(`${epoch}/${position}`)));
  });
}

function withDraws({ inputs, targets, labelled, ids, size }: HostBatch, shape: Shape, stream: RandomStream): AugmentedBatch {
  const width = inputs.length / size;
  const draws = new Array<RandomDraws | undefined>(size);
  const normals = new Array<Float32Array | undefined>(size);
  const drawsOf = (sample: number): RandomDraws => {
    draws[sample] ??= stream.at(ids[sample]!);
    return draws[sample];
  };
  return {
    inputs,
    targets,
    labelled,
    shape,
    size,
    copies: 1,
    uniform: (sample, draw) => drawsOf(sample).uniform(draw),
    normal(sample, draw) {
      const known = normals[sample];
      if (known !== undefined && draw < known.length) return known[draw]!;
      // A longer run of normals begins with the shorter one: a few first, then one for each input, then double.
      const count = draw < FEW ? FEW : draw < width ? width : 2 * draw;
      const grown = drawsOf(sample).normals(count);
      normals[sample] = grown;
      return grown[draw]!;
    },
  };
}
