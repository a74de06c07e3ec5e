// Rows of a table of samples as a table of their own. Shares the arrays where all rows are taken in order.
import type { Samples } from '@retort/kernel';

/** `rows` ascending positions in `samples`; ids go along. */
export function takeRows(samples: Samples, rows: Int32Array): Samples {
  if (rows.length === samples.size) return samples;
  const width = samples.inputs.length / samples.size;
  const inputs = new Float32Array(rows.length * width);
  const labels = new Int32Array(rows.length);
  const ids = new Int32Array(rows.length);
  rows.forEach((row, index) => {
    inputs.set(samples.inputs.subarray(row * width, (row + 1) * width), index * width);
    labels[index] = samples.labels[row]!;
    ids[index] = samples.ids[row]!;
  });
  return Object.freeze({ size: rows.length, inputs, labels, ids });
}
