// The vision transformer as a whole: its arithmetic against PyTorch's encoder layers, positions, dropout, memory, disk.
import { memoryFiles } from '@retort/files';
import type { Tensor } from '@retort/kernel';
import { gradients, mul, scope, square, sum, tensor } from '@retort/tensor';
import * as tf from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { plainSave } from '../../test/plain-folder.ts';
import { codeOf, expectNoLeak, makeStudent, normals, release, seedAt, snapshot, values } from '../../test/support.ts';
import { adoptModel, cloneArchitecture, type LayersStudent, loadModel } from '../index.ts';

const small = { id: 'transformer', width: 4, depth: 2, heads: 2, patch: 2, mlpRatio: 3 };

/** Numbers without pattern, another series for each `k`. */
const series = (size: number, k: number): Float32Array => Float32Array.from({ length: size }, (_, i) => Math.sin(12.9898 * (i + 1) + k));

/** Every weight from a series of its own, in the order of the network; the number of the last. */
function fill(student: LayersStudent): number {
  const all = Object.values(student.trainables());
  all.forEach((variable, index) => void scope(() => variable.assign(tensor(series(variable.size, index + 1), variable.shape, 'float32'))));
  return all.length;
}

function close(received: readonly number[], wanted: readonly number[]): void {
  expect(received.length).toBe(wanted.length);
  wanted.forEach((value, at) => void expect(Math.abs(received[at]! - value)).toBeLessThan(2e-5 * Math.max(1, Math.abs(value))));
}

/**
 * PyTorch 2.13, float64: a Conv2d of stride 2, two nn.TransformerEncoderLayer(4, 2, 12, activation='gelu', norm_first=True,
 * layer_norm_eps=1e-6), layer_norm, mean over the tokens, a linear layer; weights and images [2, 4, 4, 2] from the same series. The
 * gradients are of the logits' sum weighed by the series after that of the images.
 */
const reference = {
  logits: [-1.10268, -0.636339, -0.0576064, -0.604578, -0.431878, -0.182896],
  features: [-0.808932, -0.889281, -1.13496, -1.28779, -0.914897, -0.956596, -0.87151, -0.770069],
  block1: [
    1.14169, 0.321916, -0.554718, -1.33337, 0.283996, 0.230023, 0.135421, 0.0168999, 1.75601, 1.83309, 1.58639, 1.05949, 5.47543, 3.62125, 1.12745, -1.56549,
  ],
  gradients: {
    'block1-qkv/kernel': [-0.676887, 0.254484, -0.637476, -1.05501, 0.655116, -0.22623, 0.651245, 1.03576, 8.82334, 6.94432, -9.31931, -3.87801],
    'block1-norm1/gamma': [-1.82022, -1.96053, 2.80171, -6.34954],
    'block1-mlp1/bias': [5.61914, 0.792477, -5.77157, 0.720421, 4.7, 0.436941, -0.610578, 0.0698165, -0.111416, 0.066434, 0.13293, -0.32607],
  },
};

describe('against PyTorch', () => {
  it('tokens, features, logits, and gradients in training', async () => {
    const student = await makeStudent(small, { inputShape: [4, 4, 2], classes: 3 });
    const last = fill(student);
    const x = tensor(series(64, last + 1), [2, 4, 4, 2], 'float32');
    const weights = tensor(series(6, last + 2), [2, 3], 'float32');
    await expectNoLeak(async () => {
      const trace = student.forward(x, { training: false, taps: ['block1', 'features'] });
      close(await values(trace.logits), reference.logits);
      close(await values(trace.taps.features!), reference.features);
      close((await values(trace.taps.block1!)).slice(0, 16), reference.block1);
      release(trace);
      const { value, gradients: found } = gradients(
        () => sum(mul(student.forward(x, { training: true, taps: [] }).logits, weights)) as never,
        student.trainables(),
      );
      for (const [name, wanted] of Object.entries(reference.gradients)) close((await values(found[name] as Tensor)).slice(0, wanted.length), wanted);
      release(found);
      value.dispose();
    });
    for (const each of [student, x, weights]) each.dispose();
  });

  it('the model by itself, without what the tensor door puts in the place of its layers, says the same', async () => {
    const student = await makeStudent(small, { inputShape: [4, 4, 2], classes: 3 });
    const x = tensor(series(64, fill(student) + 1), [2, 4, 4, 2], 'float32');
    const logits = student.model.predict(x) as Tensor;
    close(await values(logits), reference.logits);
    for (const each of [student, x, logits]) each.dispose();
  });
});

describe('positions', () => {
  /** The features of an image and of the same with its patches in another order. */
  async function bothOrders(positions: boolean): Promise<readonly [number[], number[]]> {
    const student = await makeStudent({ ...small, patch: 1 }, { inputShape: [2, 2, 3] });
    if (!positions) scope(() => void student.trainables()['stem/positions']!.assign(tensor(new Float32Array(16), [4, 4], 'float32')));
    const pixels = [...series(12, 3)];
    const read = async (order: readonly number[]) => {
      const x = tensor(
        order.flatMap((at) => pixels.slice(3 * at, 3 * at + 3)),
        [1, 2, 2, 3],
        'float32',
      );
      const trace = student.forward(x, { training: false, taps: ['features'] });
      const result = await values(trace.taps.features!);
      release(trace);
      x.dispose();
      return result;
    };
    const both = [await read([0, 1, 2, 3]), await read([2, 0, 3, 1])] as const;
    student.dispose();
    return both;
  }

  it('tell patches apart, and nothing else does', async () => {
    const distance = ([one, other]: readonly [number[], number[]]) => Math.max(...one.map((value, at) => Math.abs(value - other[at]!)));
    expect(distance(await bothOrders(false))).toBeLessThan(1e-6);
    expect(distance(await bothOrders(true))).toBeGreaterThan(1e-4);
  });

  it('start small, by the stream of their own name', async () => {
    const one = await makeStudent({ ...small, depth: 1 });
    const other = await makeStudent({ ...small, depth: 3 });
    const [first, second] = [await snapshot(one), await snapshot(other)];
    expect(second['stem/positions']).toEqual(first['stem/positions']);
    expect(Math.max(...first['stem/positions']!.map(Math.abs))).toBeLessThanOrEqual(0.04);
    expect(new Set(first['stem/positions']).size).toBe(64);
    for (const each of [one, other]) each.dispose();
  });
});

describe('training', () => {
  it('every weight gets a gradient but the bias of the keys, which the softmax does not see', async () => {
    const student = await makeStudent(small);
    const x = normals([3, 8, 8, 1]);
    const { value, gradients: found } = gradients(() => sum(square(student.forward(x, { training: true, taps: [] }).logits)) as never, student.trainables());
    for (const [name, gradient] of Object.entries(found)) {
      const size = (numbers: readonly number[]) => Math.max(...numbers.map(Math.abs));
      const all = await values(gradient);
      if (!name.endsWith('qkv/bias')) expect(size(all), name).toBeGreaterThan(1e-5);
      else expect(size(all.slice(4, 8)), name).toBeLessThan(1e-5 * size(all));
    }
    release(found);
    for (const each of [student, x, value]) each.dispose();
  });

  it('a batch of one, and dropout by the seed of the step', async () => {
    const student = await makeStudent({ ...small, dropout: 0.3 });
    const x = normals([1, 8, 8, 1]);
    const run = async (step: number) => {
      const seed = seedAt(step);
      const trace = student.forward(x, { training: true, taps: [], seed });
      const result = await values(trace.logits);
      release(trace);
      seed.dispose();
      return result;
    };
    await expectNoLeak(async () => {
      const first = await run(1);
      expect(await run(1)).toEqual(first);
      expect(await run(2)).not.toEqual(first);
      expect(await codeOf(() => student.forward(x, { training: true, taps: [] }))).toBe('KD_E_MODEL_SEED');
    });
    for (const each of [student, x]) each.dispose();
  });
});

describe('layers', () => {
  it('a copy of the architecture has them too', async () => {
    const student = await makeStudent(small);
    const copy = adoptModel(cloneArchitecture(student.model));
    expect(Object.entries(copy.trainables()).map(([name, { shape }]) => [name, shape])).toEqual(
      Object.entries(student.trainables()).map(([name, { shape }]) => [name, shape]),
    );
    for (const each of [copy, student]) each.dispose();
  });

  it('layer norm over another axis, or without scale, is left to TensorFlow.js', async () => {
    const x = normals([2, 3, 4]);
    for (const options of [{ axis: 1 }, { scale: false }, { axis: [1, 2] }]) {
      const input = tf.input({ shape: [3, 4] });
      const norm = tf.layers.layerNormalization({ name: 'norm', ...options }).apply(input) as tf.SymbolicTensor;
      const outputs = tf.layers.dense({ units: 2 }).apply(tf.layers.flatten().apply(norm)) as tf.SymbolicTensor;
      const student = adoptModel(tf.model({ inputs: input, outputs }));
      const trace = student.forward(x, { training: true, taps: ['norm'] });
      const plain = tf.model({ inputs: student.model.inputs, outputs: student.model.getLayer('norm').output as tf.SymbolicTensor }).predict(x) as Tensor;
      expect(await values(trace.taps.norm!)).toEqual(await values(plain));
      release(trace);
      for (const each of [plain, student]) each.dispose();
    }
    x.dispose();
  });
});

describe('refused', () => {
  it.each([3, 0, -2, 1.5, '2', null])('a folder whose heads are %j', async (heads) => {
    const student = await makeStudent(small);
    const files = memoryFiles();
    await plainSave(files, student.model, 'm', ({ modelTopology }) => {
      const { layers } = modelTopology.config as { layers: { class_name: string; config: object }[] };
      for (const { class_name: name, config } of layers) if (name === 'RetortSelfAttention') Object.assign(config, { heads });
    });
    await expectNoLeak(async () => expect(await codeOf(() => loadModel(files, 'm'))).toBe('KD_E_MODEL_TOPOLOGY'));
    student.dispose();
  });

  it.each([
    [{ id: 'transformer', width: 10, heads: 3 }, {}, 'KD_E_OPTIONS_INVALID'],
    [{ id: 'transformer', depth: 0 }, {}, 'KD_E_OPTIONS_INVALID'],
    [{ id: 'transformer', patch: 3 }, {}, 'KD_E_FAMILY_INPUT'],
    [{ id: 'transformer' }, { inputShape: [64] }, 'KD_E_FAMILY_INPUT'],
  ])('%j on %j is %s', async (choice, made, code) => {
    await expectNoLeak(async () => expect(await codeOf(() => makeStudent(choice, made))).toBe(code));
  });
});
