// The workspaces of this repository: folder and manifest.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** @returns {Promise<{ folder: string, path: string, manifest: Record<string, any> }[]>} */
export async function readWorkspaces() {
  const found = [];
  for (const kind of ['packages', 'plugins', 'apps']) {
    for (const entry of await readdir(join(root, kind), { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const folder = `${kind}/${entry.name}`;
      const path = join(root, folder);
      const text = await readFile(join(path, 'package.json'), 'utf8').catch(() => {
        throw new Error(`${folder} has no package.json: remove the folder, or finish it`);
      });
      found.push({ folder, path, manifest: JSON.parse(text) });
    }
  }
  return found;
}

/** Every file below `path/name` that ends in `.ts`; none where the folder is absent. */
export async function sourceFiles(path, name = 'src') {
  const folder = join(path, name);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts')).map((entry) => join(entry.parentPath, entry.name));
}
