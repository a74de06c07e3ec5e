// Names of generations: `step-000123`, and which of them a folder holds.
import { RetortError, retortError } from '@retort/kernel';
import type { FileSystem } from './file-system.ts';
import { joinPath } from './paths.ts';
import { parseTemporaryName } from './temporary-name.ts';

const PATTERN = /^step-(\d{6,16})$/;

/** `root/step-000123`. Throws `KD_E_FILES_PATH` for an index that is not a whole number from 0. */
export function generationPath(root: string, index: number): string {
  if (!Number.isSafeInteger(index) || index < 0) {
    throw retortError('KD_E_FILES_PATH', { what: 'the index of a generation', expected: 'a whole number from 0', received: String(index) });
  }
  return joinPath(root, `step-${String(index).padStart(6, '0')}`);
}

/** The index that a folder's name says, or `undefined` where it is not the name of a generation. */
export function generationIndex(name: string): number | undefined {
  const match = PATTERN.exec(name);
  if (match === null) return undefined;
  const index = Number(match[1]);
  return generationPath('', index) === name ? index : undefined;
}

/** Indices in `root`, newest first, those that a killed commit left set aside included. None where `root` is not there. */
export async function generationsIn(files: FileSystem, root: string): Promise<readonly number[]> {
  let names: readonly string[];
  try {
    names = await files.list(root);
  } catch (error) {
    if (RetortError.is(error, 'KD_E_FILES_MISSING')) return [];
    throw error;
  }
  const found = new Set<number>();
  for (const name of names) {
    const temporary = parseTemporaryName(name);
    const index = generationIndex(temporary?.kind === 'old' ? temporary.base : name);
    if (index !== undefined) found.add(index);
  }
  return [...found].sort((a, b) => b - a);
}
