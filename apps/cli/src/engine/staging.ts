// A folder to build in, beside the one to install into, and the rename that puts the finished thing in its place: what is there
// is always whole. A folder left by a process that was killed is removed by the next installation.
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const PREFIX = '.building-';

/** Runs `build` in a folder of its own inside `parent`, which is removed afterwards, also where it throws. */
export async function inStaging<T>(parent: string, build: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(parent, { recursive: true });
  // Engines are large and made on this machine: they are nothing for version control.
  await writeFile(join(parent, '.gitignore'), '*\n');
  await removeAbandoned(parent);
  const folder = await mkdtemp(join(parent, `${PREFIX}${process.pid}-`));
  try {
    return await build(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts `built` in the place of `target`; what was there before comes back where that fails. */
export async function putInPlace(built: string, target: string): Promise<void> {
  if (!(await exists(target))) return rename(built, target);
  const aside = await mkdtemp(join(dirname(target), `${PREFIX}${process.pid}-`));
  await rename(target, join(aside, 'before'));
  try {
    await rename(built, target);
  } catch (error) {
    await rename(join(aside, 'before'), target);
    await rm(aside, { recursive: true });
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = new RegExp(`^${PREFIX.replace('.', '\\.')}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
