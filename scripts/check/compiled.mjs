// Whether the compiler's list of projects has every workspace.
import { readFile } from 'node:fs/promises';

const list = new URL('../../tsconfig.packages.json', import.meta.url);

/** @returns {Promise<string[]>} one line for each problem */
export async function checkCompiled(workspaces) {
  const { references } = JSON.parse(await readFile(list, 'utf8'));
  const compiled = references.map(({ path }) => path);
  const missing = workspaces.filter(({ folder }) => !compiled.includes(`${folder}/tsconfig.build.json`));
  return missing.map(({ folder }) => `${folder}: tsconfig.packages.json does not list it, so nothing builds it`);
}
