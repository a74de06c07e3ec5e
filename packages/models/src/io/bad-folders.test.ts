import { link, mkdtemp, rm, symlink, writeFile as writeDisk } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileSystem, memoryFiles, writeFile } from '@retort/files';
import { nodeFiles } from '@retort/files/node';
import { RetortError } from '@retort/kernel';
import * as tf from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlainFile, plainSave } from '../../test/plain-folder.ts';
import { codeOf, expectNoLeak, makeStudent } from '../../test/support.ts';
import { loadModel, saveModel } from '../index.ts';

type Layer = { name: string; class_name: string; config: Record<string, unknown>; inbound_nodes: unknown[][] };

let model: tf.LayersModel;
beforeAll(() => {
  const input = tf.input({ shape: [3], name: 'in' });
  const hidden = tf.layers.dense({ units: 4, name: 'a' }).apply(input) as tf.SymbolicTensor;
  model = tf.model({ name: 'net', inputs: input, outputs: tf.layers.dense({ units: 2, name: 'b' }).apply(hidden) as tf.SymbolicTensor });
});
afterAll(() => void model.dispose());

/** Loads what TensorFlow.js saves, after an edit; expects the code and that nothing stays allocated. */
async function expectCode(code: string, edit: (file: PlainFile) => void, bytes?: Uint8Array): Promise<void> {
  const files = memoryFiles();
  await plainSave(files, model, 'm', edit, bytes);
  expect(await expectNoLeak(() => codeOf(() => loadModel(files, 'm')))).toBe(code);
}

const config = (file: PlainFile) => (file.modelTopology.config ?? {}) as { layers: Layer[]; output_layers: unknown[][] };
const layer = (file: PlainFile, index: number) => config(file).layers[index] as Layer;
const weights = (file: PlainFile) => file.weightsManifest[0]?.weights as PlainFile['weightsManifest'][number]['weights'];

it('the untouched folder loads', async () => {
  const files = memoryFiles();
  await plainSave(files, model, 'm');
  (await loadModel(files, 'm')).dispose();
});

describe('topology', () => {
  const edits: Record<string, (file: PlainFile) => void> = {
    'a class named constructor': (file) => Object.assign(layer(file, 1), { class_name: 'constructor' }),
    'a class named __proto__': (file) => Object.assign(layer(file, 1), { class_name: '__proto__' }),
    'a class named toString': (file) => Object.assign(file.modelTopology, { class_name: 'toString' }),
    'an unknown class': (file) => Object.assign(layer(file, 1), { class_name: 'Lambda' }),
    'a layer at the top': (file) => Object.assign(file.modelTopology, { class_name: 'Dense' }),
    'an initializer named constructor': (file) => Object.assign(layer(file, 1).config, { kernel_initializer: { class_name: 'constructor', config: {} } }),
    'an initializer that is a layer': (file) => Object.assign(layer(file, 1).config, { kernel_initializer: { class_name: 'Sequential', config: {} } }),
    'an activation named constructor': (file) => Object.assign(layer(file, 1).config, { activation: 'constructor' }),
    'an unknown activation': (file) => Object.assign(layer(file, 1).config, { activation: 'nothing' }),
    'an option named constructor': (file) => Object.assign(layer(file, 1).config, { constructor: 1 }),
    'an option that becomes hasOwnProperty': (file) => Object.assign(layer(file, 1).config, { has_own_property: 1 }),
    'a layer named hasOwnProperty': (file) =>
      Object.assign(layer(file, 1), { name: 'hasOwnProperty', config: { ...layer(file, 1).config, name: 'hasOwnProperty' } }),
    'a layer of two names': (file) => Object.assign(layer(file, 1), { name: 'other' }),
    'two layers of one name': (file) => config(file).layers.push(layer(file, 1)),
    'an input that never comes': (file) => Object.assign(layer(file, 1), { inbound_nodes: [[['ghost', 0, 0, {}]]] }),
    'a circle': (file) => Object.assign(layer(file, 1), { inbound_nodes: [[['b', 0, 0, {}]]] }),
    'a use that never comes': (file) => Object.assign(layer(file, 2), { inbound_nodes: [[['a', 7, 0, {}]]] }),
    'an output that is not there': (file) => Object.assign(config(file), { output_layers: [['ghost', 0, 0]] }),
    'inputs of another form': (file) => Object.assign(layer(file, 1), { inbound_nodes: [{ args: [], kwargs: {} }] }),
    'no layers': (file) => Object.assign(file.modelTopology, { config: {} }),
    'more units than the file has weights': (file) => Object.assign(layer(file, 1).config, { units: 1e9 }),
    'units that are no number': (file) => Object.assign(layer(file, 1).config, { units: 'many' }),
    'negative units': (file) => Object.assign(layer(file, 1).config, { units: -4 }),
  };
  it.each(Object.keys(edits))('%s', (name) => expectCode('KD_E_MODEL_TOPOLOGY', edits[name] as (file: PlainFile) => void));
});

describe('weights', () => {
  const edits: Record<string, (file: PlainFile) => void> = {
    'a shape that is too large': (file) => Object.assign(weights(file)[0] as object, { shape: [3, 5] }),
    'a shape that is too small': (file) => Object.assign(weights(file)[0] as object, { shape: [3, 3] }),
    'a shape of the same size': (file) => Object.assign(weights(file)[0] as object, { shape: [4, 3] }),
    'another dtype': (file) => Object.assign(weights(file)[0] as object, { dtype: 'int32' }),
    'two of one name': (file) => Object.assign(weights(file)[1] as object, { name: 'a/kernel' }),
    'one that no layer has': (file) => Object.assign(weights(file)[0] as object, { name: 'c/kernel' }),
    'a name of Object.prototype': (file) => Object.assign(weights(file)[0] as object, { name: 'constructor' }),
    'more than memory can hold': (file) => Object.assign(weights(file)[0] as object, { shape: [2 ** 40, 2 ** 40] }),
    'quantized without its scale': (file) => Object.assign(weights(file)[0] as object, { quantization: { dtype: 'uint8' } }),
  };
  it.each(Object.keys(edits))('%s', async (name) => {
    const files = memoryFiles();
    await plainSave(files, model, 'm', edits[name]);
    const code = await expectNoLeak(() => codeOf(() => loadModel(files, 'm')));
    expect(['KD_E_MODEL_WEIGHTS', ...(name === 'a shape that is too small' ? ['KD_E_FILES_TOO_LARGE'] : [])]).toContain(code);
  });

  it('missing ones, a truncated file, a longer file, no file', async () => {
    await expectCode('KD_E_MODEL_WEIGHTS', () => undefined, new Uint8Array(26 * 4 - 1));
    await expectCode('KD_E_FILES_TOO_LARGE', () => undefined, new Uint8Array(26 * 4 + 4));
    await expectCode('KD_E_MODEL_WEIGHTS', () => undefined, new Uint8Array());
    await expectCode('KD_E_FILES_MISSING', (file) => Object.assign(file.weightsManifest[0] as object, { paths: ['other.bin'] }));
    await expectCode('KD_E_MODEL_WEIGHTS', (file) => void weights(file).pop(), new Uint8Array(24 * 4));
  });

  it('of a dtype that is no number are refused in the file', async () => {
    for (const dtype of ['string', 'complex64', 'constructor'])
      await expectCode('KD_E_MODEL_FILE', (file) => void Object.assign(weights(file)[0] as object, { dtype }));
    await expectCode('KD_E_MODEL_FILE', (file) => void Object.assign(weights(file)[0] as object, { shape: [-1, 4] }));
    await expectCode('KD_E_MODEL_FILE', (file) => void Object.assign(weights(file)[0] as object, { shape: [1.5, 4] }));
  });
});

describe('model.json', () => {
  const cases: [name: string, text: string][] = [
    ['empty', ''],
    ['truncated', '{"modelTopology": {'],
    ['an array', '[]'],
    ['a graph model', '{"format":"graph-model","modelTopology":{},"weightsManifest":[]}'],
    ['without weights', '{"modelTopology":{}}'],
    ['with __proto__', '{"modelTopology":{"__proto__":{"a":1}},"weightsManifest":[]}'],
    ['very deep', `${'{"modelTopology":'.repeat(5000)}1${'}'.repeat(5000)}`],
    ['metadata of another form', '{"modelTopology":{},"weightsManifest":[],"userDefinedMetadata":{"retort":{"name":1}}}'],
  ];
  it.each(cases)('%s', async (_name, text) => {
    const files = memoryFiles();
    await files.mkdir('m');
    await writeFile(files, 'm/model.json', text);
    expect(await codeOf(() => loadModel(files, 'm'))).toBe('KD_E_MODEL_FILE');
  });

  it('missing', async () => {
    const files = memoryFiles();
    expect(await codeOf(() => loadModel(files, 'm'))).toBe('KD_E_FILES_MISSING');
    await files.mkdir('m');
    expect(await codeOf(() => loadModel(files, 'm'))).toBe('KD_E_FILES_MISSING');
  });

  it('whatever byte of it is changed: loads, or a coded error and nothing left', async () => {
    const files = memoryFiles();
    await plainSave(files, model, 'm');
    const original = await files.readFile('m/model.json');
    await fc.assert(
      fc.asyncProperty(fc.nat(original.length - 1), fc.integer({ min: 32, max: 126 }), async (at, byte) => {
        const changed = original.slice();
        changed[at] = byte;
        await writeFile(files, 'm/model.json', changed);
        await expectNoLeak(async () => {
          try {
            (await loadModel(files, 'm')).dispose();
          } catch (error) {
            if (!RetortError.is(error)) throw error;
          }
        });
      }),
      { numRuns: 150, seed: 3 },
    );
  });
});

describe('paths that lead out', () => {
  let root: string;
  let files: FileSystem;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'retort-models-'));
    files = nodeFiles;
    await writeDisk(join(root, 'secret.bin'), new Uint8Array(26 * 4));
  });
  afterAll(() => rm(root, { recursive: true }));

  it.each(['../secret.bin', 'a/../../secret.bin', '/etc/passwd', 'C:\\secret.bin', '..\\secret.bin', 'http://host/w.bin', './secret.bin', ''])(
    '%s',
    async (path) => {
      const folder = join(root, `text-${Math.abs(path.length)}`);
      await plainSave(files, model, folder, (file) => Object.assign(file.weightsManifest[0] as object, { paths: [path] }));
      expect(await codeOf(() => loadModel(files, folder))).toBe('KD_E_FILES_ESCAPE');
    },
  );

  it.each([
    ['a symbolic link', symlink],
    ['a hard link', link],
  ] as const)('%s', async (name, make) => {
    const folder = join(root, name);
    await plainSave(files, model, folder, (file) => Object.assign(file.weightsManifest[0] as object, { paths: ['w.bin'] }));
    await make(join(root, 'secret.bin'), join(folder, 'w.bin'));
    expect(await codeOf(() => loadModel(files, folder))).toBe('KD_E_FILES_ESCAPE');
  });

  it('a folder on the disk saves and loads', async () => {
    const folder = join(root, 'committed');
    const student = await makeStudent({ id: 'mlp', hidden: [2] });
    await saveModel(files, student, folder);
    (await loadModel(files, folder)).dispose();
    student.dispose();
  });
});

it('a committed folder with one flipped bit is refused, and says which file', async () => {
  const files = memoryFiles();
  const student = await makeStudent({ id: 'mlp', hidden: [2] });
  await saveModel(files, student, 'm');
  student.dispose();
  for (const name of ['weights.bin', 'model.json', 'manifest.json']) {
    const bytes = await files.readFile(`m/${name}`);
    const changed = bytes.slice();
    changed[40] = (changed[40] as number) ^ 4;
    await writeFile(files, `m/${name}`, changed);
    await expect(loadModel(files, 'm')).rejects.toThrow(name);
    expect(await expectNoLeak(() => codeOf(() => loadModel(files, 'm')))).toBe('KD_E_FILES_DAMAGED');
    await writeFile(files, `m/${name}`, bytes);
  }
});
