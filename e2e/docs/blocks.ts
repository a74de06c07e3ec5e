// The fenced blocks and the links of the documents. A block's info string says what it is: `ts`, `js`, `yaml`, `sh`, `json`,
// or nothing for text; then a file name where another block needs it as a file, or `no-run`.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Block {
  readonly document: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  /** The name under which other blocks of the document find it. */
  readonly file: string | undefined;
  readonly runs: boolean;
  readonly text: string;
}

export interface Link {
  readonly document: string;
  readonly target: string;
}

/** README.md and its neighbours, everything below docs/, and whatever a workspace holds: its README, its documents, those of its methods. */
export async function documents(): Promise<readonly string[]> {
  const below = async (folder: string): Promise<string[]> => (await readdir(join(root, folder), { recursive: true })).map((name) => join(folder, name));
  const pages = (await Promise.all(['docs', 'packages', 'plugins', 'apps'].map(below))).flat();
  return [...(await readdir(root)), ...pages].filter((path) => path.endsWith('.md') && !/(^|\/)(node_modules|dist)\//.test(path)).sort();
}

export async function blocksOf(document: string): Promise<readonly Block[]> {
  return fences(await readFile(join(root, document), 'utf8'), document);
}

/** Throws where a fence is not closed: the rest of the document would be one block. */
export function fences(text: string, document: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const open = /^(\s*)(`{3,})([^`]*)$/.exec(lines[at]!);
    if (open === null) continue;
    const [, indent, fence, info] = open as unknown as [string, string, string, string];
    const line = at + 1;
    const content: string[] = [];
    for (at++; at < lines.length && lines[at]!.trim() !== fence; at++) content.push(lines[at]!.replace(indent, ''));
    if (at === lines.length) throw new Error(`${document}:${line}: this block is never closed`);
    const [language = '', ...words] = info.trim().split(/\s+/);
    blocks.push({ document, line, language, file: words.find((word) => word !== 'no-run'), runs: !words.includes('no-run'), text: `${content.join('\n')}\n` });
  }
  return blocks;
}

/** Targets inside the repository, without their anchors, as paths from its root. */
export async function linksOf(document: string): Promise<readonly Link[]> {
  const prose = (await readFile(join(root, document), 'utf8')).replaceAll(/^\s*```[\s\S]*?^\s*```/gm, '').replaceAll(/`[^`]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!.replace(/#.*/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .map((target) => ({ document, target: relative(root, join(root, dirname(document), target)) }));
}
