// Bad input through the built command, mostly in one process: an error with its code that says what, where and what to do; exit code 1; nothing on
// disk that was not there before.

import { mkdir, readFile, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { nodeFiles } from '@retort/files/node';
import type { RecipeInput } from '@retort/recipe';
import { describe, expect, test } from 'vitest';
import { manyCommands } from './many-commands.ts';
import { type Ended, retort as inItsOwnProcess } from './retort-command.ts';
import { treeOf } from './run-tree.ts';
import { scratchFolder } from './scratch-folder.ts';
import { tinyRecipe } from './tiny-recipe.ts';

const scratch = scratchFolder();
const retort = manyCommands();
type Change = Record<string, unknown>;
const recipeOf = (change: Change): RecipeInput => tinyRecipe(change as Partial<RecipeInput>);

/** One error at the end of stderr, with its code, and no stack. */
function expectRefusal(end: Ended, code: string, ...says: readonly (string | RegExp)[]): void {
  expect(end).toMatchObject({ code: 1, signal: null });
  expect(end.stderr.trimEnd().endsWith(`[${code}]`), end.stderr).toBe(true);
  expect(end.stderr).not.toMatch(/^ {4}at /m);
  for (const words of says) expect(end.stderr).toMatch(new RegExp(words));
}

let made = 0;
/** Runs the recipe in a folder of its own, beside `files`; neither the run nor anything else may be there afterwards. */
async function refused(
  recipe: RecipeInput | string,
  code: string,
  says: readonly (string | RegExp)[],
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<Ended> {
  const name = `case-${++made}`;
  await scratch.write(`${name}/recipe.yaml`, recipe);
  for (const [path, content] of Object.entries(files)) await scratch.write(`${name}/${path}`, content);
  const before = [...(await treeOf(nodeFiles, scratch.at(name))).keys()];
  const end = await retort(['run', 'recipe.yaml', '--folder', 'run'], { cwd: scratch.at(name) });
  expectRefusal(end, code, ...says);
  expect([...(await treeOf(nodeFiles, scratch.at(name))).keys()]).toEqual(before);
  expect(await nodeFiles.stat(scratch.at(name, 'run'))).toBeUndefined();
  return end;
}

const fitnet = (change: Change): Change => ({ objective: { terms: [{ knowledge: 'fitnet', weight: 1, connector: 'linear', ...change }] } });

describe('ids, options, names', () => {
  test('every unknown id is named with its line and the nearest one', async () => {
    const recipe = `name: ids
engine: gpu
data: { source: digts, test: 100 }
teacher: { model: mpl, training: { epochs: 1 } }
student: { id: mlp, hidden: [4], depth: 3 }
strategy: offlin
objective: { terms: [{ knowledge: kdd, weight: { id: cosin }, mapping: lst }] }
training: { optimizer: adm, callbacks: [early-stoping], augment: [shft] }
`;
    const lines = [
      [2, 'engine "gpu"', 'cpu'],
      [3, 'dataset "digts"', 'digits'],
      [4, 'family "mpl"', 'mlp'],
      [5, 'unknown option "depth" of family "mlp"', ''],
      [6, 'strategy "offlin"', 'offline'],
      [7, 'knowledge "kdd"', 'kd'],
      [7, 'schedule "cosin"', 'cosine'],
      [7, 'mapping "lst"', 'last'],
      [8, 'optimizer "adm"', 'adam'],
      [8, 'callback "early-stoping"', 'early-stopping'],
    ] as const;
    const says = lines.map(([line, what, nearest]) => new RegExp(`recipe\\.yaml:${line}:\\d+: ${what}.*${nearest === '' ? '' : `did you mean "${nearest}"`}`));
    await refused(recipe, 'KD_E_RECIPE_INVALID', [...says, 'recipe.yaml has 11 problems', 'and 1 more']);
  });

  test.each(['__proto__', 'constructor'])('%s is nobody', async (name) => {
    await refused(recipeOf({ objective: { terms: [{ knowledge: name, weight: 1 }] } }), 'KD_E_RECIPE_ID', [`knowledge "${name}"`]);
    await refused(recipeOf(fitnet({ layers: { hidden1: name } })), 'KD_E_TAP_UNKNOWN', [`Received "${name}"`]);
  });

  test.each([
    ['a key', '{ "name": "x", "data": "digits", "student": "mlp", "__proto__": { "engine": "cpu" } }', 'KD_E_RECIPE_KEY'],
    ['an arm', JSON.stringify({ ...tinyRecipe(), compare: { constructor: { strategy: 'alone' } } }), 'KD_E_RECIPE_KEY'],
    ['a name', JSON.stringify({ ...tinyRecipe(), name: 'constructor' }), 'KD_E_RECIPE_NAME'],
    ['a folder', JSON.stringify({ ...tinyRecipe(), name: '../elsewhere' }), 'KD_E_RECIPE_NAME'],
  ])('nor %s that an object owns', async (_, text, code) => {
    await refused(text, code, [/recipe\.yaml:1:\d+/]);
  });

  test('on the command line', async () => {
    const recipe = await scratch.write('line.json', tinyRecipe());
    expectRefusal(await retort(['run', recipe, '--set', '__proto__.engine=cpu']), 'KD_E_RECIPE_SETTING', '--set __proto__.engine=cpu');
    expectRefusal(await retort(['run', recipe, '--set', 'trainng.epochs=1']), 'KD_E_RECIPE_SETTING', 'did you mean "training"');
    expectRefusal(await retort(['run', recipe, '--set', 'training.epochs']), 'KD_E_CLI_SETTING', 'path=value');
    expectRefusal(await retort(['run', recipe, '--engine', 'constructor']), 'KD_E_RECIPE_ID', '--set engine=constructor');
    expectRefusal(await retort(['list', 'constructor']), 'KD_E_CLI_AXIS');
    expectRefusal(await retort(['run', scratch.at('none.yaml')]), 'KD_E_FILES_MISSING', 'none\\.yaml');
    const { stderr } = await retort(['run', recipe, '--engine', 'gpu', '--json']);
    expect(JSON.parse(stderr)).toMatchObject({ kind: 'error', code: 'KD_E_RECIPE_ID' });
  });
});

describe('taps and shapes, before anything is trained', () => {
  test.each([
    [
      'a tap of the student',
      { layers: { hiden1: 'hidden1' } },
      'KD_E_TAP_UNKNOWN',
      /^error term "fitnet" of learner "student".*did you mean "hidden1".*Received "hiden1"/m,
    ],
    ['a tap of the teacher', { layers: { hidden1: 'hidden9' } }, 'KD_E_TAP_UNKNOWN', /term "fitnet".*Received "hidden9"/],
    [
      'shapes without a connector',
      { layers: { hidden1: 'hidden1' }, connector: 'identity' },
      'KD_E_CONNECTOR_SHAPES',
      /term "fitnet".*student \[6\], teacher \[12\].*`linear`/,
    ],
    ['a connector for maps', { layers: { hidden1: 'hidden1' }, connector: 'conv1x1' }, 'KD_E_CONNECTOR_SHAPES', /term "fitnet".*\[6\]/],
  ])('%s', async (_, change, code, says) => {
    await refused(recipeOf(fitnet(change)), code, [says]);
  });

  test('data that do not fit a model', async () => {
    await refused(
      recipeOf({ data: { source: { id: 'csv', path: 'table.csv', label: 'y' }, test: 2 }, student: { id: 'convnet', widths: [4] } }),
      'KD_E_FAMILY_INPUT',
      [/\[2\]/],
      {
        'table.csv': 'a,b,y\n1,2,x\n2,1,z\n3,4,x\n4,3,z\n5,6,x\n6,5,z\n',
      },
    );
  });
});

/** Big-endian IDX of unsigned bytes. */
function idx(shape: readonly number[], values: readonly number[]): Uint8Array {
  const header = new Uint8Array(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((axis, index) => void new DataView(header.buffer).setUint32(4 + 4 * index, axis));
  return Uint8Array.from([...header, ...values]);
}

/** float32 `.npy`, one row per sample. */
function npy(shape: readonly number[], values: readonly number[]): Uint8Array {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(117);
  return Uint8Array.from([0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0, ...Buffer.from(`${text}\n`), ...new Uint8Array(Float32Array.from(values).buffer)]);
}

describe('data', () => {
  const csv = (rows: string, options: Change = {}) =>
    [recipeOf({ data: { source: { id: 'csv', path: 'table.csv', label: 'y', ...options }, test: 2 } }), { 'table.csv': `a,b,y\n${rows}` }] as const;
  const pair = (images: Uint8Array, labels: Uint8Array, options: Change = {}) =>
    [recipeOf({ data: { source: { id: 'idx', images: 'images', labels: 'labels', ...options }, test: 2 } }), { images, labels }] as const;
  const arrays = (inputs: readonly number[], labels: readonly number[], options: Change = {}) =>
    [
      recipeOf({ data: { source: { id: 'npy', inputs: 'x.npy', labels: 'y.npy', ...options }, test: 2 } }),
      { 'x.npy': npy([labels.length, 2], inputs), 'y.npy': npy([labels.length], labels) },
    ] as const;
  const pixels = Array.from({ length: 24 }, (_, index) => index);
  const labels = idx([6], [0, 1, 0, 1, 0, 1]);

  test.each([
    [
      'a label out of range, IDX',
      pair(idx([6, 2, 2], pixels), idx([6], [0, 1, 7, 1, 0, 1]), { classes: ['no', 'yes'] }),
      'KD_E_DATA_LABEL',
      'sample 2.*0 to 1.*Received 7',
    ],
    ['a label out of range, npy', arrays(pixels.slice(0, 12), [0, 1, 0.5, 1, 0, 1], { classes: ['no', 'yes'] }), 'KD_E_DATA_LABEL', 'sample 2.*Received 0\\.5'],
    ['a label that is no class', csv('1,2,p\n2,3,q\n3,4,p\n', { classes: ['p', 'r'] }), 'KD_E_DATA_LABEL', 'table\\.csv.*sample 1.*Received "q"'],
    ['NaN in a table', csv('1,2,p\n2,NaN,q\n3,4,p\n4,5,q\n'), 'KD_E_DATA_NAN', 'table\\.csv.*sample 1, column "b"'],
    ['NaN in an array', arrays([...pixels.slice(0, 11), Number.NaN], [0, 1, 0, 1, 0, 1]), 'KD_E_DATA_NAN', 'sample 5'],
    ['an empty class', csv('1,2,p\n2,3,q\n3,4,p\n4,5,q\n', { classes: ['p', 'q', 'r'] }), 'KD_E_DATA_CLASS_EMPTY', 'none of "r"'],
    ['a class that a split empties', csv('1,2,p\n2,3,q\n3,4,p\n4,5,p\n5,6,p\n6,7,p\n'), 'KD_E_DATA_SPLIT', '"q"'],
    ['truncated IDX images', pair(idx([6, 2, 2], pixels.slice(0, 20)), labels), 'KD_E_DATA_TRUNCATED', 'images.*40 bytes.*36 bytes'],
    ['truncated gzip', pair(gzipSync(idx([6, 2, 2], pixels)).subarray(0, 30), labels), 'KD_E_DATA_GZIP', 'images'],
    ['images where labels should be', pair(labels, idx([6, 2, 2], pixels)), 'KD_E_DATA_IDX', 'images'],
    ['a file that is not there', pair(labels, labels, { images: 'nowhere' }), 'KD_E_FILES_MISSING', 'nowhere'],
  ])('%s', async (_, [recipe, files], code, says) => {
    await refused(recipe, code, [says], files);
  });

  test('a wrong checksum: in the cache it is refused, from the network it is not kept', async () => {
    const file = gzipSync(idx([6, 2, 2], pixels));
    const cached = { id: 'mnist', cache: 'cache', offline: true };
    await refused(recipeOf({ data: { source: cached } }), 'KD_E_DATA_CHECKSUM', ['cache/train-images-idx3-ubyte\\.gz', /Received [0-9a-f]{64}/], {
      'cache/train-images-idx3-ubyte.gz': file,
    });
    await refused(recipeOf({ data: { source: { ...cached, cache: 'empty' } } }), 'KD_E_DATA_OFFLINE', ['train-images']);

    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url!);
      response.end(file);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/data`;
      await refused(recipeOf({ data: { source: { id: 'mnist', cache: 'cache', url } } }), 'KD_E_DATA_CHECKSUM', [`${url}/train-images`]);
      expect(asked).toEqual(['/data/train-images-idx3-ubyte.gz']);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe('recipes as weapons are refused at once', () => {
  const level = (depth: number): string => `a${depth}: &a${depth} [${Array.from({ length: 9 }, () => `*a${depth - 1}`).join(', ')}]\n`;
  test.each([
    ['10 MB', `name: big\n# ${'x'.repeat(10 << 20)}\n`, 'KD_E_FILES_TOO_LARGE'],
    ['an alias bomb', `a0: &a0 [lol]\n${Array.from({ length: 9 }, (_, depth) => level(depth + 1)).join('')}`, 'KD_E_RECIPE_ALIAS'],
    ['100,000 brackets', `name: ${'['.repeat(100_000)}`, 'KD_E_RECIPE_TOO_DEEP'],
    ['many values', `name: [${'1,'.repeat(300_000)}1]`, 'KD_E_RECIPE_TOO_BIG'],
    ['a tag', 'name: !!js/function "process.exit()"\n', 'KD_E_RECIPE_TAG'],
    ['no text', '\xff\xfe\x00', 'KD_E_FILES_TEXT'],
  ])('%s', async (what, text, code) => {
    const content = what === 'no text' ? Uint8Array.of(0xff, 0xfe, 0, 1) : text;
    const folder = `bomb-${code}`;
    const recipe = await scratch.write(`${folder}/recipe.yaml`, content);
    const args = ['run', recipe, '--folder', scratch.at(folder, 'run')];
    // What is big, or becomes it, gets little memory.
    const end = await (content.length > 100 ? inItsOwnProcess(args, { node: ['--max-old-space-size=256'] }) : retort(args));
    expectRefusal(end, code, 'recipe\\.yaml');
    expect(end.ms).toBeLessThan(10_000);
    expect(await nodeFiles.stat(scratch.at(folder, 'run'))).toBeUndefined();
  });
});

describe('a model folder that reaches out of itself', () => {
  test('is refused by eval and as a teacher', async () => {
    const recipe = await scratch.write('model/recipe.json', tinyRecipe());
    expect(await retort(['run', recipe, '--folder', scratch.at('model/run')])).toMatchObject({ code: 0 });
    const student = scratch.at('model/run/students/distilled/seed-3');
    const model = JSON.parse(await readFile(`${student}/model.json`, 'utf8'));
    const weights = await readFile(`${student}/weights.bin`);
    await scratch.write('model/secret.bin', weights);
    const withPath = (path: string) => ({ ...model, weightsManifest: model.weightsManifest.map((group: object) => ({ ...group, paths: [path] })) });

    for (const path of ['../secret.bin', scratch.at('model/secret.bin'), 'inner/../../secret.bin', '..\\secret.bin']) {
      const folder = `model/out-${encodeURIComponent(path).slice(-40)}`;
      await scratch.write(`${folder}/model.json`, withPath(path));
      await scratch.write(`${folder}/weights.bin`, weights);
      expectRefusal(await retort(['eval', scratch.at(folder), recipe]), 'KD_E_FILES_ESCAPE', 'Do not trust this folder');
    }
    await mkdir(scratch.at('model/linked'));
    await scratch.write('model/linked/model.json', withPath('weights.bin'));
    await symlink(scratch.at('model/secret.bin'), scratch.at('model/linked/weights.bin'));
    expectRefusal(await retort(['eval', scratch.at('model/linked'), recipe]), 'KD_E_FILES_ESCAPE');
    await refused(recipeOf({ teacher: { model: { id: 'folder', path: scratch.at('model/linked') } } }), 'KD_E_FILES_ESCAPE', ['weights\\.bin']);
  });

  test('or that is damaged or missing', async () => {
    const recipe = await scratch.write('model/recipe.json', tinyRecipe());
    expectRefusal(await retort(['eval', scratch.at('nothing'), recipe]), 'KD_E_FILES_MISSING', 'nothing');
    await scratch.write('model/torn/model.json', '{ "modelTopology": ');
    expectRefusal(await retort(['eval', scratch.at('model/torn'), recipe]), 'KD_E_MODEL_FILE', 'model\\.json');
  });
});
