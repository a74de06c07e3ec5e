// Runs augmentations over a host batch, each with draws of its own that follow the sample and its copy, not the place in the batch.
import type { Augmentation, AugmentedBatch, RandomDraws, RandomStream, Shape } from '@retort/kernel';
import type { HostBatch } from './host-batch.ts';

const FEW = 8;

/**
 * Changes inputs and targets in place, one augmentation after the other. The draws are those of step `id` of a stream per epoch
 * and place in the list; copies after the first have streams of their own below it. A row that lost its label is -1 afterwards.
 */
export function augmentBatch(host: HostBatch, shape: Shape, augmentations: readonly Augmentation[], stream: RandomStream, epoch: number): void {
  augmentations.forEach((augmentation, position) => {
    augmentation.apply(withDraws(host, shape, stream.child(`${epoch}/${position}`)));
  });
  host.labelled.forEach((known, row) => {
    if (known === 0) host.labels[row] = -1;
  });
}

function withDraws({ inputs, targets, labelled, ids, size, copies }: HostBatch, shape: Shape, stream: RandomStream): AugmentedBatch {
  const width = inputs.length / size;
  const samples = size / copies;
  const streams = Array.from({ length: copies }, (_, copy) => (copy === 0 ? stream : stream.child(`copy-${copy}`)));
  const draws = new Array<RandomDraws | undefined>(size);
  const normals = new Array<Float32Array | undefined>(size);
  const drawsOf = (row: number): RandomDraws => {
    draws[row] ??= streams[Math.floor(row / samples)]!.at(ids[row]!);
    return draws[row];
  };
  return {
    inputs,
    targets,
    labelled,
    shape,
    size,
    copies,
    uniform: (row, draw) => drawsOf(row).uniform(draw),
    normal(row, draw) {
      const known = normals[row];
      if (known !== undefined && draw < known.length) return known[draw]!;
      // A longer run of normals begins with the shorter one: a few first, then one for each input, then double.
      const count = draw < FEW ? FEW : draw < width ? width : 2 * draw;
      const grown = drawsOf(row).normals(count);
      normals[row] = grown;
      return grown[draw]!;
    },
  };
}
