// The identity of a data set: SHA-256 over shape, classes, labels and inputs. Names, licences and file formats do not count.
import { sha256 } from '@retort/files';
import type { Samples, Shape } from '@retort/kernel';

/** SHA-256, hexadecimal, of a small JSON text that holds the SHA-256 of each array, so that nothing large is copied. */
export async function digestOf(shape: Shape, classes: readonly string[], parts: readonly Samples[]): Promise<string> {
  const hashed = [];
  for (const { size, labels, inputs } of parts) hashed.push({ size, labels: await sha256(bytesOf(labels)), inputs: await sha256(bytesOf(inputs)) });
  return sha256(new TextEncoder().encode(JSON.stringify({ shape, classes, parts: hashed })));
}

const bytesOf = (array: Float32Array | Int32Array): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
