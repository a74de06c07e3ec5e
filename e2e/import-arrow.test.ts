// The arrow is a lint rule; here the rule itself is tested: in every workspace, every import that must be refused is.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const base = ['kernel'];
const core = ['kernel', 'tensor', 'files'];
const middle = [...core, 'models', 'data', 'trainer'];

/** What the source of a workspace may import of @retort; `plugins` stands for every plugin. Tests may import more. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'packages/kernel': [],
  'packages/tensor': base,
  'packages/files': base,
  'packages/models': core,
  'packages/data': core,
  'packages/conformance': core,
  'packages/trainer': middle,
  'packages/testing': [...core, 'models'],
  'packages/recipe': [...middle, 'report'],
  'packages/report': [...middle, 'recipe'],
  'packages/distill': [...middle, 'recipe', 'report', 'conformance', 'plugins'],
  plugins: core,
  apps: [...middle, 'recipe', 'report', 'conformance', 'plugins', 'distill', 'cli', 'bench'],
};
/** Who may open TensorFlow.js and the disk themselves. */
const tensorflow = /^(packages\/(tensor|models)|plugins\/engine-)/;
const disk = /^(packages\/files|apps\/)/;

const namesIn = async (folder: string) => (await readdir(join(root, folder), { withFileTypes: true })).filter((entry) => entry.isDirectory());
const workspaces = (await Promise.all(['packages', 'plugins', 'apps'].map(async (kind) => (await namesIn(kind)).map(({ name }) => `${kind}/${name}`)))).flat();
const packages = workspaces.filter((folder) => !folder.startsWith('plugins/')).map((folder) => folder.split('/')[1] as string);

/** Each import on a line of its own, in one file of each workspace: the refused lines come back. */
async function refused(imports: readonly string[], file: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'retort-arrow-'));
  try {
    for (const name of ['biome.json', '.gitignore']) await copyFile(join(root, name), join(folder, name));
    for (const workspace of workspaces) {
      const path = join(folder, workspace, 'src', file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, imports.map((name) => `import '${name}';\n`).join(''));
    }
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '--only=style/noRestrictedImports', '.'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }).catch((error: { stdout: string }) => error);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string; start: { line: number } } }[] };
    const found = new Map<string, string[]>(workspaces.map((workspace) => [workspace, []]));
    for (const { category, location } of diagnostics) {
      if (category !== 'lint/style/noRestrictedImports') throw new Error(`Biome said ${category} of ${location.path}`);
      found.get(location.path.split('/src/')[0] as string)?.push(imports[location.start.line - 1] as string);
    }
    return found;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const imports = [
  ...packages.map((name) => `@retort/${name}`),
  '@retort/models/internal',
  '@retort/plugin-response',
  '@tensorflow/tfjs-core',
  'node:fs',
  'node:fs/promises',
  'zod',
  './near.ts',
];

test('every import against the arrow is refused, and no other', async () => {
  const found = await refused(imports, 'bad.ts');
  for (const workspace of workspaces) {
    const may = allowed[workspace] ?? allowed[workspace.split('/')[0] as string];
    expect(may, `${workspace} has no row in this table, and perhaps no rule in biome.json`).toBeDefined();
    const expected = imports.filter((name) => {
      if (name.startsWith('@tensorflow/')) return !tensorflow.test(workspace);
      if (name.startsWith('node:fs')) return !disk.test(workspace);
      if (name.startsWith('@retort/plugin-')) return !may?.includes('plugins');
      const [, own] = /^@retort\/([a-z]+)/.exec(name) ?? [];
      return own !== undefined && workspace !== `packages/${own}` && !may?.includes(own);
    });
    expect(
      found
        .get(workspace)
        ?.filter((name) => name !== `@retort/${workspace.split('/')[1]}`)
        .toSorted(),
      workspace,
    ).toEqual(expected.toSorted());
  }
});

test('tests may import what they need', async () => {
  expect([...(await refused(imports, 'good.test.ts')).values()].flat()).toEqual([]);
});
