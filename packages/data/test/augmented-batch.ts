// A batch for an augmentation, with draws that the test gives.
import type { Augmentation, AugmentedBatch, Shape } from '@retort/kernel';

/** Uniform draws are 0.5 where the test gives none; normal ones are the row plus a tenth of the draw. Every row has a label. */
export function batchOf(inputs: readonly number[], shape: Shape, uniforms: number[][] = [], targets: readonly number[] = [], copies = 1): AugmentedBatch {
  const size = inputs.length / shape.reduce((a, b) => a * b, 1);
  return {
    inputs: Float32Array.from(inputs),
    targets: Float32Array.from(targets),
    shape,
    size,
    labelled: new Float32Array(size).fill(1),
    copies,
    uniform: (sample, draw) => uniforms[sample]?.[draw] ?? 0.5,
    normal: (sample, draw) => sample + draw / 10,
  };
}

export function applied(augmentation: Augmentation, batch: AugmentedBatch): number[] {
  augmentation.apply(batch);
  return [...batch.inputs];
}
