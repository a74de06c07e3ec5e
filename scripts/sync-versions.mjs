// After `changeset version`: writes the new versions into the literals that name them (definePlugin calls, kernelVersion).
import { readFile, writeFile } from 'node:fs/promises';
import { readWorkspaces, sourceFiles } from './check/workspaces.mjs';

const workspaces = await readWorkspaces();
const kernelVersion = workspaces.find(({ folder }) => folder === 'packages/kernel').manifest.version;

for (const { path, manifest } of workspaces) {
  for (const file of await sourceFiles(path)) {
    if (/\.test(-d)?\.ts$/.test(file)) continue;
    const before = await readFile(file, 'utf8');
    const after = before
      .replace(/(\bdefinePlugin\(\{[\s\S]*?\bversion:\s*')[^']*(')/g, `$1${manifest.version}$2`)
      .replace(/(\bdefinePlugin\(\{[\s\S]*?\bkernel:\s*'\^)[^']*(')/g, `$1${kernelVersion}$2`)
      .replace(/(export const kernelVersion = ')[^']*(')/g, `$1${kernelVersion}$2`);
    if (after !== before) await writeFile(file, after);
  }
}
