// Where `retort engine install` keeps engines, and in which order this plugin looks for the native package. Only paths: nothing
// is read here.
import { dirname, join, resolve } from 'node:path';

/** Names another folder for engines than `.retort/engines`, to install into and to look in. */
export const ENGINES_VARIABLE = 'RETORT_ENGINES';

const FOLDER = join('.retort', 'engines');

/** The folder that an engine is installed into: `RETORT_ENGINES`, else `.retort/engines` of the working directory. */
export function enginesFolder(cwd: string = process.cwd()): string {
  const named = process.env[ENGINES_VARIABLE];
  return named ? resolve(cwd, named) : join(cwd, FOLDER);
}

/** From where the package is resolved: what was installed as an engine, here or in a folder above, then this plugin, then the working directory. */
export function packageRoots(cwd: string = process.cwd()): readonly string[] {
  const folders = process.env[ENGINES_VARIABLE] ? [enginesFolder(cwd)] : upwards(resolve(cwd)).map((folder) => join(folder, FOLDER));
  return [...folders.map((folder) => join(folder, 'tensorflow')), import.meta.url, cwd];
}

function upwards(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}
