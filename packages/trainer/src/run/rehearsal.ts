// A run in small: one batch of every stage, twice, so that a step can be saved and resumed from. Its numbers mean nothing.
import { type DataParts, takeRows } from '@retort/data';
import type { Samples, Stage } from '@retort/kernel';

/** Samples of each part that a rehearsal is evaluated on. */
const EVALUATED = 16;

/** The first validation and test samples, and the first of each class. */
export function briefParts(parts: DataParts): DataParts {
  const brief = (samples: Samples): Samples =>
    takeRows(
      samples,
      Int32Array.from(samples.labels.keys()).filter((row) => row < EVALUATED || samples.labels.indexOf(samples.labels[row]!) === row),
    );
  const { validation, test } = parts;
  return { ...parts, ...(validation === undefined ? {} : { validation: brief(validation) }), test: brief(test) };
}

/** Two epochs of one batch: the first step is saved and resumed from, the second ends the stage. */
export function briefStage(stage: Stage): Stage {
  return { ...stage, training: { ...stage.training, epochs: 2, lastBatch: 'keep', evaluateEvery: 1, checkpointEvery: 0, logEvery: 1 } };
}

export function first(samples: Samples, count: number): Samples {
  return takeRows(
    samples,
    Int32Array.from({ length: Math.min(count, samples.size) }, (_, row) => row),
  );
}
