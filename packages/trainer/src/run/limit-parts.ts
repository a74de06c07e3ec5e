// The first samples of every view, for a rehearsal. Arrays are shared, not copied.
import type { DataParts } from '@retort/data';
import type { Samples } from '@retort/kernel';

export function limitParts(parts: DataParts, limit: number | undefined): DataParts {
  if (limit === undefined) return parts;
  const width = parts.shape.reduce((size, axis) => size * axis, 1);
  const first = (samples: Samples): Samples => {
    const size = Math.min(limit, samples.size);
    return { size, inputs: samples.inputs.subarray(0, size * width), labels: samples.labels.subarray(0, size), ids: samples.ids.subarray(0, size) };
  };
  return {
    ...parts,
    full: first(parts.full),
    labelled: first(parts.labelled),
    transfer: first(parts.transfer),
    test: first(parts.test),
    ...(parts.validation === undefined ? {} : { validation: first(parts.validation) }),
  };
}
