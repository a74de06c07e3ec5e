// One save on the real disk, in a process of its own that is killed at the call named on its command line. Run by kill.test.ts.
import { commitFolder } from '../src/commit-folder.ts';
import type { FileSystem } from '../src/file-system.ts';
import { saveGeneration } from '../src/generations.ts';
import { openJsonLines } from '../src/json-lines.ts';
import { nodeFiles } from '../src/node.ts';
import { faultyFiles } from '../src/testing.ts';
import { writeFile } from '../src/write-file.ts';
import { writeFileAtomic } from '../src/write-file-atomic.ts';

/** What can be saved below `root`, each in the version given: 1, 2, 3. */
export const saves = {
  file: (files: FileSystem, root: string, version: number) => writeFileAtomic(files, `${root}/state.json`, contentOf(version)),
  folder: (files: FileSystem, root: string, version: number) => commitFolder(files, `${root}/student`, (folder) => fill(files, folder, version)),
  generation: (files: FileSystem, root: string, version: number) =>
    saveGeneration(files, `${root}/checkpoints`, version, (folder) => fill(files, folder, version)),
  log: async (files: FileSystem, root: string, version: number) => {
    const log = await openJsonLines(files, `${root}/log.jsonl`, { records: 1 });
    await log.append({ version, content: contentOf(version) });
    await log.close();
  },
};

export type SaveName = keyof typeof saves;

export function contentOf(version: number): string {
  return `version ${version} `.repeat(1000);
}

async function fill(files: FileSystem, folder: string, version: number): Promise<void> {
  await writeFile(files, `${folder}/state.txt`, contentOf(version));
  await files.mkdir(`${folder}/parts`);
  await writeFile(files, `${folder}/parts/one.txt`, contentOf(version));
}

/** Prints how many changing calls there were, where it lives to tell. */
export async function runChild([name, root, version, failAt]: readonly string[]): Promise<void> {
  const files = faultyFiles(nodeFiles, { failAt: Number(failAt), action: 'torn-kill', kill: () => process.kill(process.pid, 'SIGKILL') });
  await saves[name as SaveName](files, root as string, Number(version));
  process.stdout.write(String(files.calls.length));
}
