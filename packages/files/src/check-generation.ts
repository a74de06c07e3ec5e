// Whether one generation can be used, and which failures only mean "take an older one".
import { RetortError } from '@retort/kernel';
import type { FileSystem } from './file-system.ts';
import { generationPath } from './generation-name.ts';
import type { Manifest } from './manifest.ts';
import { findFolder } from './read-folder.ts';
import { verifyFolder } from './verify-folder.ts';

export interface CheckedGeneration {
  readonly index: number;
  /** Where it lies; its bytes were verified. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** What makes a generation unusable; anything else (no permission, say) is the caller's to mend. */
const UNUSABLE: ReadonlySet<string> = new Set([
  'KD_E_FILES_DAMAGED',
  'KD_E_FILES_MISSING',
  'KD_E_FILES_ESCAPE',
  'KD_E_FILES_KIND',
  'KD_E_FILES_IO',
  'KD_E_FILES_TOO_LARGE',
]);

export function isUnusable(error: unknown): error is RetortError {
  return RetortError.is(error) && UNUSABLE.has(error.code);
}

/** The verified generation, or why it is not usable. */
export async function checkGeneration(files: FileSystem, root: string, index: number): Promise<CheckedGeneration | RetortError> {
  try {
    const folder = await findFolder(files, generationPath(root, index));
    return { index, folder, manifest: await verifyFolder(files, folder) };
  } catch (error) {
    if (isUnusable(error)) return error;
    throw error;
  }
}
