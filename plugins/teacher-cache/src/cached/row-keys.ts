// What a row of a batch is looked up by: its view, its sample, and every bit of its inputs.
import { createHash } from 'node:crypto';
import { type Batch, sourceOf } from '@retort/kernel';
import { readAll } from '@retort/tensor';
import { KEY_BYTES } from '../store/block.ts';

/**
 * 16 bytes of SHA-256 over the batch's view, the sample's identity, and the shape and bytes of its inputs, as latin-1 strings. The inputs are
 * in it because they are what the teacher sees: another data set, an order that shifts identities, or a view that does not tell all
 * that was done, is not answered with what was said of something else.
 */
export async function rowKeys({ inputs, ids, view, size }: Batch): Promise<readonly string[]> {
  const { buffer, byteOffset, byteLength } = (await readAll({ inputs })).inputs!;
  const width = byteLength / size;
  const common = createHash('sha256').update(`${JSON.stringify(view)} [${inputs.shape.slice(1)}] `);
  return Array.from({ length: size }, (_, row) => {
    const digest = common
      .copy()
      .update(`${ids[row]} `)
      .update(new Uint8Array(buffer, byteOffset + row * width, width))
      .digest();
    return digest.toString('latin1', 0, KEY_BYTES);
  });
}

/**
 * The same keys. Those of a batch that says which samples it is of are remembered by samples, view and identity, so that they are made once: its inputs
 * are not read again then.
 */
export function remembered(): (batch: Batch) => Promise<readonly string[]> {
  const known = new WeakMap<object, Map<string, Map<number, string>>>();
  return async (batch) => {
    const source = sourceOf(batch);
    if (source === undefined) return rowKeys(batch);
    const { ids, view } = batch;
    const views = known.get(source) ?? new Map<string, Map<number, string>>();
    known.set(source, views);
    const keys = views.get(view) ?? new Map<number, string>();
    views.set(view, keys);
    const found = Array.from(ids, (id) => keys.get(id));
    if (found.every((key) => key !== undefined)) return found as readonly string[];
    const made = await rowKeys(batch);
    for (const [row, id] of ids.entries()) keys.set(id, made[row]!);
    return made;
  };
}
