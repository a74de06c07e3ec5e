// Samples without meaning: normal inputs and labels in turn. What a step costs does not depend on what it learns.
import type { RandomStream, Samples, Shape } from '@retort/kernel';

export function syntheticSamples(size: number, shape: Shape, classes: number, random: RandomStream): Samples {
  const width = shape.reduce((product, axis) => product * axis, 1);
  return {
    size,
    inputs: random.at(0).normals(size * width),
    labels: Int32Array.from({ length: size }, (_, row) => row % classes),
    ids: Int32Array.from({ length: size }, (_, row) => row),
  };
}
