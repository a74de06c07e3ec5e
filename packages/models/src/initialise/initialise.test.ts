import { randomStream } from '@retort/tensor';
import * as tf from '@tensorflow/tfjs-layers';
import { describe, expect, it, vi } from 'vitest';
import { codeOf, expectNoLeak, makeStudent, normals, release, snapshot, values } from '../../test/support.ts';
import { adoptModel, cloneArchitecture, initialise, type LayersStudent } from '../index.ts';
import { initialValues } from './initial-values.ts';
import { normalQuantile } from './normal-quantile.ts';

const draws = (name: string) => randomStream(11, name).at(0);

function moments(all: Float32Array) {
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  return { mean, variance: all.reduce((a, b) => a + (b - mean) ** 2, 0) / all.length, largest: all.reduce((a, b) => Math.max(a, Math.abs(b)), 0) };
}

describe('initial values', () => {
  it('the normal quantile agrees with tabulated values', () => {
    // NIST/SEMATECH tables of the standard normal.
    for (const [p, z] of [
      [0.5, 0],
      [0.841344746068543, 1],
      [0.977249868051821, 2],
      [0.99865010196837, 3],
      [0.025, -1.959963984540054],
      [0.0005, -3.290526731491926],
    ] as const)
      expect(normalQuantile(p)).toBeCloseTo(z, 7);
  });

  it('a truncated normal ends at two deviations, with the variance 0.774 of that cut', () => {
    const values = initialValues({ className: 'TruncatedNormal', config: { mean: 1, stddev: 3 } }, [200, 200], draws('t'), 'w');
    const { mean, variance } = moments(values);
    expect(Math.abs(mean - 1)).toBeLessThan(0.05);
    expect(Math.abs(variance / 9 - 0.7737)).toBeLessThan(0.02);
    expect(values.every((value) => value >= 1 - 6 && value <= 1 + 6)).toBe(true);
  });

  it.each([
    // He: 2 / fan in; Glorot: 2 / (fan in + fan out); kernels of 3x3 count their field.
    ['uniform', { scale: 2, mode: 'fanIn', distribution: 'uniform' }, [300, 100], 2 / 300, Math.sqrt(6 / 300)],
    ['glorot', { scale: 1, mode: 'fanAvg', distribution: 'uniform' }, [300, 100], 1 / 200, Math.sqrt(3 / 200)],
    ['convolution', { scale: 2, mode: 'fanOut', distribution: 'uniform' }, [3, 3, 40, 80], 2 / 720, Math.sqrt(6 / 720)],
    ['normal', { scale: 2, mode: 'fanIn', distribution: 'normal' }, [300, 100], (2 / 300) * 0.7737, 2 * Math.sqrt(2 / 300)],
  ] as const)('variance scaling, %s', (name, config, shape, variance, limit) => {
    const found = moments(initialValues({ className: 'VarianceScaling', config }, shape, draws(name), 'w'));
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(0.03);
    expect(Math.abs(found.mean)).toBeLessThan(limit / 30);
    expect(found.largest).toBeLessThanOrEqual(limit);
    expect(found.largest).toBeGreaterThan(limit * 0.98);
  });

  it.each([
    [5, 3],
    [3, 5],
    [4, 4],
  ])('orthogonal %i x %i has orthonormal rows or columns', (rows, columns) => {
    const q = initialValues({ className: 'Orthogonal', config: { gain: 2 } }, [rows, columns], draws('o'), 'w');
    const tall = rows >= columns;
    const count = Math.min(rows, columns);
    const at = (vector: number, i: number) => q[tall ? i * columns + vector : vector * columns + i] as number;
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) {
        let product = 0;
        for (let i = 0; i < Math.max(rows, columns); i++) product += at(a, i) * at(b, i);
        expect(product).toBeCloseTo(a === b ? 4 : 0, 5);
      }
    }
  });

  it('the plain ones', () => {
    const of = (className: string, config: Record<string, unknown>, shape: number[]) =>
      Array.from(initialValues({ className, config }, shape, draws('p'), 'w'));
    expect(of('Zeros', {}, [2])).toEqual([0, 0]);
    expect(of('Ones', {}, [2])).toEqual([1, 1]);
    expect(of('Constant', { value: 3 }, [2])).toEqual([3, 3]);
    expect(of('Identity', { gain: 2 }, [2, 2])).toEqual([2, 0, 0, 2]);
    expect(of('RandomUniform', { minval: 2, maxval: 3 }, [100]).every((each) => each >= 2 && each < 3)).toBe(true);
    expect(moments(Float32Array.from(of('RandomNormal', { mean: 1, stddev: 2 }, [9999]))).variance).toBeCloseTo(4, 0);
  });

  it('an initializer of somebody else is refused, `constructor` too', async () => {
    for (const className of ['Mine', 'constructor', '__proto__'])
      expect(await codeOf(() => initialValues({ className, config: {} }, [2], draws('x'), 'w'))).toBe('KD_E_MODEL_INITIALISER');
  });
});

describe('initialise()', () => {
  it('the same stream gives the same network, another child another one, and Math.random is not used', async () => {
    const random = vi.spyOn(Math, 'random').mockImplementation(() => {
      throw new Error('Math.random');
    });
    try {
      for (const choice of [
        { id: 'mlp', hidden: [4] },
        { id: 'convnet', widths: [2, 3] },
        { id: 'resnet', depth: 8, width: 2 },
        { id: 'wide-resnet', depth: 10, widen: 1 },
        { id: 'depthwise', widths: [2, 3] },
      ]) {
        const made = [await makeStudent(choice), await makeStudent(choice), await makeStudent(choice, { stream: 'other' })];
        const [first, same, child] = (await Promise.all(made.map(snapshot))) as [Record<string, Float32Array>, never, never];
        expect(same).toEqual(first);
        expect(child).not.toEqual(first);
        for (const student of made) student.dispose();
      }
    } finally {
      random.mockRestore();
    }
  });

  it("follows each layer's own initializers, an LSTM's forget bias and both halves of a wrapper included", async () => {
    const lstm = tf.layers.lstm({ units: 2, name: 'lstm', unitForgetBias: true, recurrentInitializer: 'zeros' }) as tf.RNN;
    const model = tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: 5, outputDim: 3, inputLength: 4, name: 'embed', embeddingsInitializer: 'ones' }),
        tf.layers.bidirectional({ layer: lstm, mergeMode: 'concat', name: 'both' }),
        tf.layers.prelu({ name: 'prelu', alphaInitializer: tf.initializers.constant({ value: 0.25 }) }),
        tf.layers.dense({ units: 2, name: 'out', kernelInitializer: 'leCunUniform', biasInitializer: 'ones' }),
      ],
    });
    initialise(model, randomStream(1, 'w'));
    const student = adoptModel(model);
    const all = await snapshot(student);
    expect(Array.from(all['both/bias'] as Float32Array)).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    expect(new Set(all['embed/embeddings'])).toEqual(new Set([1]));
    expect(new Set(all['prelu/alpha'])).toEqual(new Set([0.25]));
    expect(new Set(all['out/bias'])).toEqual(new Set([1]));
    expect(all['both/kernel']).not.toEqual(all['both/kernel_2']);
    expect(all['out/kernel']?.every((each) => Math.abs(each) <= Math.sqrt(3 / 4))).toBe(true);
    student.dispose();
  });
});

describe('cloneArchitecture()', () => {
  it('gives the same layers, tap names and weight names, with weights of its own', async () => {
    const student = await makeStudent({ id: 'convnet', widths: [2, 3], convs: 2, dense: 4, dropout: 0.2 });
    await expectNoLeak(async () => {
      const copy: LayersStudent = adoptModel(cloneArchitecture(student.model));
      expect(copy.taps).toEqual(student.taps);
      expect(Object.keys(copy.trainables())).toEqual(Object.keys(student.trainables()));
      initialise(copy.model, randomStream(7, 'init'));
      expect(await snapshot(copy), 'the stream of makeStudent').toEqual(await snapshot(student));
      const x = normals([2, 8, 8, 1]);
      const [a, b] = [student, copy].map((each) => each.forward(x, { training: false, taps: [] }));
      expect(await values(b?.logits as never)).toEqual(await values(a?.logits as never));
      for (const trace of [a, b]) release(trace as never);
      x.dispose();
      copy.dispose();
    });
    student.dispose();
  });

  it('copies models that hold models', async () => {
    const base = tf.sequential({ name: 'base', layers: [tf.layers.dense({ units: 4, inputShape: [3], name: 'a' })] });
    const input = tf.input({ shape: [3] });
    const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2, name: 'b' }).apply(base.apply(input)) as tf.SymbolicTensor });
    const copy = cloneArchitecture(model);
    initialise(copy, randomStream(1, 'w'));
    initialise(model, randomStream(1, 'w'));
    const [first, second] = [adoptModel(model), adoptModel(copy)];
    expect(await snapshot(second)).toEqual(await snapshot(first));
    first.dispose();
    second.dispose();
  });

  it('copies frozen parts, so that the weights of the one fit the other', async () => {
    const base = tf.sequential({ name: 'base', layers: [tf.layers.dense({ units: 3, inputShape: [3], name: 'a' })] });
    const input = tf.input({ shape: [3] });
    const hidden = tf.layers.dense({ units: 3, name: 'b' }).apply(base.apply(input)) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 3, name: 'c', trainable: false }).apply(hidden) as tf.SymbolicTensor });
    base.trainable = false;
    initialise(model, randomStream(1, 'w'));
    const copy = cloneArchitecture(model);
    copy.setWeights(model.getWeights());
    const [first, second] = [adoptModel(model), adoptModel(copy)];
    expect(Object.keys(second.trainables())).toEqual(['b/kernel', 'b/bias']);
    expect(await snapshot(second)).toEqual(await snapshot(first));
    first.dispose();
    second.dispose();
  });

  it('refuses a layer that nobody registered, and frees what was built before it', async () => {
    class Odd extends tf.layers.Layer {
      static readonly className = 'Odd';
    }
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [3] }), new Odd({})] });
    await expectNoLeak(async () => expect(await codeOf(() => cloneArchitecture(model))).toBe('KD_E_MODEL_TOPOLOGY'));
    model.dispose();
  });
});
