// Reads tensors back to the host: the only way numbers leave the device. Never inside a scope or a tape.
import type { NamedTensors } from '@retort/kernel';

/**
 * Values of every tensor, all reads in flight at once, one await for all. int32 and bool values are converted. The arrays are
 * the caller's own copies, and the tensors stay the caller's.
 */
export async function readAll(tensors: NamedTensors): Promise<Record<string, Float32Array>> {
  const entries = Object.entries(tensors);
  const values = await Promise.all(entries.map(([, tensor]) => tensor.data()));
  const read: Record<string, Float32Array> = Object.create(null);
  entries.forEach(([name], index) => {
    read[name] = Float32Array.from(values[index] as ArrayLike<number>);
  });
  return read;
}
