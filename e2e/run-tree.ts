// What a run left in its folder, in a form that two runs can be compared by: every path, the bytes of every weight, the
// log without wall times.
import { createHash } from 'node:crypto';
import type { FileSystem } from '@retort/files';
import { verifyFolder } from '@retort/files';

/** Bytes by path below `folder`, sorted. Empty where there is no folder. */
export async function treeOf(files: FileSystem, folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const tree = new Map<string, Uint8Array>();
  const walk = async (path: string): Promise<void> => {
    for (const name of await files.list(`${folder}/${path}`)) {
      const inner = path === '' ? name : `${path}/${name}`;
      const stat = await files.stat(`${folder}/${inner}`);
      if (stat?.isDirectory === true) await walk(inner);
      else tree.set(inner, await files.readFile(`${folder}/${inner}`));
    }
  };
  if ((await files.stat(folder)) !== undefined) await walk('');
  return tree;
}

export interface RunResult {
  /** Every file: one more or one less is a difference. */
  readonly paths: readonly string[];
  /** SHA-256 of each file that holds weights. */
  readonly weights: Readonly<Record<string, string>>;
  /** Lines of the log without `ms`, which is not reproduced. */
  readonly metrics: readonly string[];
}

/** Verifies every committed folder on the way: nothing in it may be half-written. */
export async function resultOf(files: FileSystem, folder: string): Promise<RunResult> {
  const tree = await treeOf(files, folder);
  for (const path of tree.keys()) if (path.endsWith('/manifest.json')) await verifyFolder(files, `${folder}/${path.slice(0, -'/manifest.json'.length)}`);
  const weights = [...tree].filter(([path]) => /\.(bin|safetensors)$/.test(path)).map(([path, bytes]) => [path, digestOf(bytes)] as const);
  const log = new TextDecoder().decode(tree.get('metrics.jsonl'));
  return { paths: [...tree.keys()].sort(), weights: Object.fromEntries(weights), metrics: log.trim().split('\n').map(withoutTime) };
}

function withoutTime(line: string): string {
  const { ms: _ms, ...rest } = JSON.parse(line) as Record<string, unknown>;
  return JSON.stringify(rest);
}

/** One text for a whole tree: equal trees, equal texts. */
export function digestOfTree(tree: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const [path, bytes] of tree) hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  return hash.digest('hex');
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
