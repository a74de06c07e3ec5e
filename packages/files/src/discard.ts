// Removes what failed to become something, while another error is on its way out.
import type { FileSystem } from './file-system.ts';
import { removeTree } from './remove-tree.ts';

/** A sentence for the error's message where even that fails, else nothing. */
export async function discard(files: FileSystem, temporary: string): Promise<string> {
  try {
    await removeTree(files, temporary);
    return '';
  } catch (error) {
    return ` "${temporary}" could not be removed (${String(error)}); the next write removes it.`;
  }
}
