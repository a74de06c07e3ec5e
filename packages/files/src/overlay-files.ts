// The port over another, whose changes stay in memory: what is there is read, nothing is written. For rehearsals.
import type { FileStat, FileSystem, OpenMode } from './file-system.ts';
import { memoryFiles } from './memory-files.ts';
import { partsOf } from './memory-tree.ts';
import { joinPath, parentOf } from './paths.ts';

/** Reads what was written here, else what `below` has. What is changed is copied into memory first, a file whole. */
export function overlayFiles(below: FileSystem): FileSystem {
  const above = memoryFiles();
  /** What is below and was removed or moved away here, with all inside. */
  const gone = new Set<string>();

  const keyOf = async (path: string): Promise<string> => normalised(isAbsolute(path) ? path : joinPath(await below.realPath('.'), path));
  const under = async (key: string): Promise<FileStat | undefined> => (upTo(key).some((each) => gone.has(each)) ? undefined : below.stat(key));

  /** Brings what a change will touch into memory, with the folders that lead there. */
  const raise = async (key: string): Promise<void> => {
    for (const each of upTo(key)) {
      if ((await above.stat(each)) !== undefined) continue;
      const stat = await under(each);
      if (stat === undefined) return;
      if (stat.isDirectory) {
        await above.mkdir(each);
        continue;
      }
      const handle = await above.open(each, 'write-new');
      await handle.write(await below.readFile(each));
      await handle.close();
    }
  };
  const raiseAll = async (key: string): Promise<void> => {
    await raise(key);
    if ((await above.stat(key))?.isDirectory === true) for (const name of await list(key)) await raiseAll(joinPath(key, name));
  };
  /** Whoever has it; where nobody has, memory, which says so. */
  const holderOf = async (key: string): Promise<FileSystem> => ((await above.stat(key)) === undefined && (await under(key)) !== undefined ? below : above);

  async function list(key: string): Promise<readonly string[]> {
    const holder = await holderOf(key);
    const names = await holder.list(key);
    if (holder === below || (await under(key))?.isDirectory !== true) return names;
    const visible = (await below.list(key)).filter((name) => !gone.has(joinPath(key, name)));
    return [...new Set([...names, ...visible])].sort();
  }

  const removed =
    (remove: (key: string) => Promise<void>) =>
    async (path: string): Promise<void> => {
      const key = await keyOf(path);
      await raise(key);
      for (const name of (await above.stat(key))?.isDirectory === true ? await list(key) : []) await raise(joinPath(key, name));
      await remove(key);
      gone.add(key);
    };

  return {
    owner: below.owner,
    async readFile(path, options) {
      const key = await keyOf(path);
      return (await holderOf(key)).readFile(key, options);
    },
    async open(path: string, mode: OpenMode) {
      const key = await keyOf(path);
      if (mode === 'read' || mode === 'read-nofollow') return (await holderOf(key)).open(key, mode);
      await raise(key);
      return above.open(key, mode);
    },
    async stat(path) {
      const key = await keyOf(path);
      return (await above.stat(key)) ?? under(key);
    },
    async realPath(path) {
      const key = await keyOf(path);
      const holder = await holderOf(key);
      const found = await holder.realPath(key);
      return holder === above ? key : found;
    },
    list: async (path) => list(await keyOf(path)),
    async mkdir(path) {
      const key = await keyOf(path);
      await raise(key);
      await above.mkdir(key);
    },
    async rename(from, to) {
      const [source, target] = [await keyOf(from), await keyOf(to)];
      await raiseAll(source);
      await raiseAll(target);
      await raise(parentOf(target));
      await above.rename(source, target);
      if (source !== target) gone.add(source);
    },
    removeFile: removed((key) => above.removeFile(key)),
    removeFolder: removed((key) => above.removeFolder(key)),
    async syncFolder(path) {
      const key = await keyOf(path);
      await raise(key);
      await above.syncFolder(key);
    },
  };
}

const isAbsolute = (path: string): boolean => /^([A-Za-z]:)?\//.test(path);

/** Without `.`, `..` and empty parts. */
const normalised = (path: string): string => `${path.startsWith('/') ? '/' : ''}${partsOf(path).join('/')}`;

/** The folders that lead to it, from the top, and the path itself. */
function upTo(key: string): readonly string[] {
  const start = key.startsWith('/') ? '/' : '';
  return partsOf(key).map((_, last, parts) => start + parts.slice(0, last + 1).join('/'));
}
