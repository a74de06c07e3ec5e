// Reads a log, and cuts it back to a checkpoint when a run resumes. Appending is json-lines.ts.
import type { FileSystem } from './file-system.ts';
import { type JsonLinesScan, scanJsonLines } from './scan-json-lines.ts';
import type { JsonObject } from './strict-json.ts';
import { writeFileAtomic } from './write-file-atomic.ts';

/**
 * Every complete record in order; `torn` tells of an incomplete end, which a killed writer leaves.
 * Throws `KD_E_FILES_LOG` for damage in the middle, `KD_E_FILES_MISSING`, `KD_E_FILES_TOO_LARGE`.
 */
export async function readJsonLines(
  files: FileSystem,
  path: string,
  options?: { readonly maxBytes?: number },
): Promise<Pick<JsonLinesScan, 'records' | 'torn'>> {
  const { records, torn } = scanJsonLines(await files.readFile(path, options), path);
  return { records, ...(torn && { torn }) };
}

/**
 * Keeps the records that `keep` accepts, byte for byte, and drops the others and a torn end, in one atomic step.
 * For resuming: records after the checkpoint are dropped, so that no step appears twice. The log must not be open.
 *
 * @returns how many records were dropped; nothing is written where there is nothing to drop, or no log.
 */
export async function truncateJsonLines(files: FileSystem, path: string, keep: (record: JsonObject) => boolean): Promise<number> {
  if ((await files.stat(path)) === undefined) return 0;
  const bytes = await files.readFile(path);
  const { records, ends, torn } = scanJsonLines(bytes, path);
  const kept: number[] = [];
  for (const [index, record] of records.entries()) if (keep(record)) kept.push(index);
  const dropped = records.length - kept.length;
  if (dropped === 0 && torn === undefined) return 0;
  const lines = kept.map((index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index]));
  const whole = new Uint8Array(lines.reduce((size, line) => size + line.length, 0));
  let at = 0;
  for (const line of lines) {
    whole.set(line, at);
    at += line.length;
  }
  await writeFileAtomic(files, path, whole);
  return dropped;
}
