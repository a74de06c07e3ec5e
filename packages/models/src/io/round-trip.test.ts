import { commitFiles, memoryFiles, verifyFolder } from '@retort/files';
import type { Variable } from '@retort/kernel';
import { gradients, randomStream, scope, square, sub, sum, tensor } from '@retort/tensor';
import * as tf from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { plainLoad, plainSave } from '../../test/plain-folder.ts';
import { codeOf, expectNoLeak, makeStudent, normals, release, seedAt, snapshot, values } from '../../test/support.ts';
import { adoptModel, initialise, type LayersStudent, layersExporter, loadModel, saveModel } from '../index.ts';

const choices = [
  { id: 'mlp', hidden: [4, 3], batchNorm: true, dropout: 0.3 },
  { id: 'convnet', widths: [2, 3], dense: 4 },
  { id: 'resnet', depth: 8, width: 2 },
  { id: 'wide-resnet', depth: 10, widen: 1 },
  { id: 'depthwise', widths: [2, 3] },
  { id: 'transformer', width: 4, depth: 2, heads: 2, patch: 1 },
  { id: 'exits', of: { id: 'convnet', widths: [2, 3] }, at: ['stage1'], exported: 'kept' },
  { id: 'branches', of: { id: 'resnet', depth: 8, width: 2 }, from: 'stage1' },
];

/** One training step that moves weights and statistics away from their initial values. */
function train(student: LayersStudent): void {
  const x = normals([4, ...student.inputShape]);
  const seed = seedAt(0);
  const { value, gradients: found } = gradients(
    () => sum(square(student.forward(x, { training: true, taps: [], seed }).logits)) as never,
    student.trainables(),
  );
  for (const [name, gradient] of Object.entries(found)) {
    const variable = student.trainables()[name] as Variable;
    scope(() => variable.assign(sub(variable, gradient)));
  }
  release(found);
  for (const each of [value, x, seed]) each.dispose();
}

async function logitsOf(student: LayersStudent): Promise<number[]> {
  const x = normals([3, ...student.inputShape]);
  const trace = student.forward(x, { training: false, taps: [] });
  const result = await values(trace.logits);
  release(trace);
  x.dispose();
  return result;
}

describe.each(choices)('$id', (choice) => {
  it('comes back bit for bit, with its taps, and TensorFlow.js reads it too', async () => {
    await expectNoLeak(async () => {
      const files = memoryFiles();
      const student = await makeStudent(choice, { inputShape: [2, 2, 1] });
      train(student);
      await saveModel(files, student, 'runs/a/student');
      await verifyFolder(files, 'runs/a/student');
      const back = await loadModel(files, 'runs/a/student');
      expect(await snapshot(back)).toEqual(await snapshot(student));
      expect(back.taps).toEqual(student.taps);
      expect(back.layers).toEqual(student.layers);
      expect(back.name).toBe(student.name);
      expect(await logitsOf(back)).toEqual(await logitsOf(student));
      train(back);
      train(student);
      expect(await snapshot(back), 'training goes on alike').toEqual(await snapshot(student));
      back.dispose();
      const plain = await plainLoad(files, 'runs/a/student');
      const output = choice.id === 'exits' ? 'first' : 'only';
      const read = adoptModel(plain, { output });
      train(read);
      read.dispose();
      const again = adoptModel(await plainLoad(files, 'runs/a/student'), { output });
      const twin = await loadModel(files, 'runs/a/student');
      expect(await logitsOf(again)).toEqual(await logitsOf(twin));
      for (const each of [again, twin, student]) each.dispose();
    });
  });
});

describe('folders that TensorFlow.js saved', () => {
  const nested = () => {
    const base = tf.sequential({
      name: 'base',
      layers: [tf.layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [4, 4, 1], activation: 'relu' }), tf.layers.batchNormalization()],
    });
    const input = tf.input({ shape: [4, 4, 1] });
    const flat = tf.layers.flatten().apply(base.apply(input)) as tf.SymbolicTensor;
    return tf.model({ inputs: input, outputs: tf.layers.dense({ units: 3, activation: 'softmax' }).apply(flat) as tf.SymbolicTensor });
  };
  it.each([
    [
      'sequential',
      () =>
        tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [5], activation: 'relu' }), tf.layers.dense({ units: 3, activation: 'softmax' })] }),
    ],
    ['with a model inside', nested],
    [
      'recurrent',
      () =>
        tf.sequential({
          layers: [
            tf.layers.lstm({ units: 3, inputShape: [4, 2], recurrentInitializer: 'glorotNormal' }),
            tf.layers.dense({ units: 2, kernelRegularizer: tf.regularizers.l2() }),
          ],
        }),
    ],
  ] as const)('load: %s', async (_name, make) => {
    const files = memoryFiles();
    const model = make();
    initialise(model, randomStream(4, 'w'));
    const original = adoptModel(model);
    await plainSave(files, model, 'plain');
    const loaded = await loadModel(files, 'plain');
    expect(await snapshot(loaded)).toEqual(await snapshot(original));
    expect(await logitsOf(loaded)).toEqual(await logitsOf(original));
    loaded.dispose();
    original.dispose();
  });

  it('load sharded, quantized and with an optimizer left over', async () => {
    const files = memoryFiles();
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2], name: 'd' })] });
    const kernel = Uint8Array.of(0, 255, 51, 102);
    const bias = new Uint8Array(Float32Array.of(0.5, -0.5).buffer);
    const momentum = new Uint8Array(Float32Array.of(9).buffer);
    await plainSave(
      files,
      model,
      'q',
      (file) => {
        file.weightsManifest = [
          {
            paths: ['a.bin', 'b.bin'],
            weights: [{ name: 'd/kernel', shape: [2, 2], dtype: 'float32', quantization: { dtype: 'uint8', min: -1, scale: 2 / 255 } }],
          },
          {
            paths: ['c.bin'],
            weights: [
              { name: 'd/bias', shape: [2], dtype: 'float32' },
              { name: 'momentum', shape: [], dtype: 'float32', group: 'optimizer' },
            ],
          },
        ];
      },
      new Uint8Array(),
    );
    const write = async (name: string, bytes: Uint8Array) => {
      const handle = await files.open(`q/${name}`, 'write');
      await handle.write(bytes);
      await handle.close();
    };
    await write('a.bin', kernel.subarray(0, 1));
    await write('b.bin', kernel.subarray(1));
    await write('c.bin', Uint8Array.from([...bias, ...momentum]));
    await expectNoLeak(async () => {
      const student = await loadModel(files, 'q');
      const all = await snapshot(student);
      Array.from(all['d/kernel'] as Float32Array).forEach((value, i) => {
        expect(value).toBeCloseTo([-1, 1, -0.6, -0.2][i] as number, 6);
      });
      expect(Array.from(all['d/bias'] as Float32Array)).toEqual([0.5, -0.5]);
      student.dispose();
    });
    model.dispose();
  });

  it("keep the user's metadata beside ours, and ours adds nothing to the loaded model", async () => {
    const files = memoryFiles();
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2], name: 'd' })] });
    model.setUserDefinedMetadata({ by: 'me' });
    const student = adoptModel(model, { name: 'mine', taps: { out: 'd' } });
    await saveModel(files, student, 'm');
    const loaded = await loadModel(files, 'm', { taps: { again: 'd' } });
    expect(loaded.model.getUserDefinedMetadata()).toEqual({ by: 'me' });
    expect(loaded.name).toBe('mine');
    expect(loaded.taps).toEqual(['logits', 'd_input', 'd', 'out', 'again']);
    loaded.dispose();
    student.dispose();
  });
});

describe('saving', () => {
  it('replaces an earlier version as a whole, and the same student gives the same bytes', async () => {
    const files = memoryFiles();
    const [first, second] = [await makeStudent({ id: 'mlp', hidden: [3] }), await makeStudent({ id: 'mlp', hidden: [5] })];
    await saveModel(files, first, 'x');
    await saveModel(files, first, 'y');
    for (const name of ['model.json', 'weights.bin', 'manifest.json']) expect(await files.readFile(`x/${name}`)).toEqual(await files.readFile(`y/${name}`));
    await saveModel(files, second, 'x');
    const loaded = await loadModel(files, 'x');
    expect(await snapshot(loaded)).toEqual(await snapshot(second));
    for (const each of [first, second, loaded]) each.dispose();
  });

  it('refuses two weights of one name', async () => {
    const layer = () => tf.layers.dense({ units: 3, inputShape: [3], name: 'same' });
    const model = tf.sequential({ layers: [layer(), tf.sequential({ name: 'inner', layers: [layer()] })] });
    const student = adoptModel(model);
    expect(await codeOf(() => saveModel(memoryFiles(), student, 'x'))).toBe('KD_E_MODEL_WEIGHTS');
    student.dispose();
  });

  it('the exporter takes layers students and no others', async () => {
    const files = memoryFiles();
    const student = await makeStudent({ id: 'mlp', hidden: [3] });
    const exporter = layersExporter.create({}, {});
    await commitFiles(files, 'out', await exporter.files(student));
    expect(await files.list('out')).toEqual(['manifest.json', 'model.json', 'weights.bin']);
    const { taps, classes, shapeOf, forward, trainables, statistics, dispose } = student;
    expect(await codeOf(async () => exporter.files({ taps, classes, shapeOf, forward, trainables, statistics, dispose }))).toBe('KD_E_MODEL_EXPORT');
    student.dispose();
  });
});

describe('the family folder', () => {
  it('builds a trained or frozen student, and refuses other inputs and classes', async () => {
    const files = memoryFiles();
    const saved = await makeStudent({ id: 'convnet', widths: [2] });
    train(saved);
    await saveModel(files, saved, 'nets/teacher');
    const choice = { id: 'folder', path: 'nets/teacher' };
    const trained = await makeStudent(choice, { files });
    expect(await snapshot(trained)).toEqual(await snapshot(saved));
    const frozen = await makeStudent({ ...choice, frozen: true, taps: { map: 'stage1' } }, { files });
    expect(Object.keys(frozen.trainables())).toEqual([]);
    expect(Object.keys(frozen.statistics())).toHaveLength(Object.keys({ ...saved.trainables(), ...saved.statistics() }).length);
    expect(frozen.shapeOf('map')).toEqual([8, 8, 2]);
    const before = await snapshot(frozen);
    const x = tensor(new Float32Array(128), [2, 8, 8, 1]);
    release(frozen.forward(x, { training: true, taps: [] }));
    expect(await snapshot(frozen), 'moving statistics too').toEqual(before);
    for (const each of [saved, trained, frozen, x]) each.dispose();
    await expectNoLeak(async () => {
      expect(await codeOf(() => makeStudent(choice, { files, classes: 9 }))).toBe('KD_E_MODEL_MISMATCH');
      expect(await codeOf(() => makeStudent(choice, { files, inputShape: [9, 9, 1] }))).toBe('KD_E_MODEL_MISMATCH');
      expect(await codeOf(() => makeStudent({ ...choice, path: 'nets/nothing' }, { files }))).toBe('KD_E_FILES_MISSING');
      expect(await codeOf(() => makeStudent({ ...choice, taps: { a: 'nowhere' } }, { files }))).toBe('KD_E_TAP_UNKNOWN');
    });
  });
});
