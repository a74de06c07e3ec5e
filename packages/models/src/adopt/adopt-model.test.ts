import { randomStream, tensor } from '@retort/tensor';
import * as tf from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, expectNoLeak, linear, makeStudent, normals, release, values } from '../../test/support.ts';
import { adoptModel, initialise, type LayersStudent } from '../index.ts';

const inference = { training: false } as const;

describe('taps', () => {
  let student: LayersStudent;
  beforeAll(async () => {
    student = await makeStudent({ id: 'convnet', widths: [3, 4], convs: 2, dense: 5 });
  });
  afterAll(() => student.dispose());

  it('of one pass equal those of separate passes, bit for bit, and have the declared shapes', async () => {
    await expectNoLeak(async () => {
      const x = normals([3, 8, 8, 1]);
      const all = student.forward(x, { ...inference, taps: student.taps });
      for (const tap of student.taps) {
        const alone = student.forward(x, { ...inference, taps: [tap] });
        expect(await values(alone.taps[tap] as never)).toEqual(await values(all.taps[tap] as never));
        expect(all.taps[tap]?.shape.slice(1)).toEqual(student.shapeOf(tap));
        release(alone);
      }
      expect(Object.keys(all.taps)).toEqual(student.taps);
      expect(await values(all.taps.logits as never)).toEqual(await values(all.logits));
      release(all);
      x.dispose();
    });
  });

  it('the input is a tap of its own, which the caller may dispose', async () => {
    const x = normals([2, 8, 8, 1]);
    const trace = student.forward(x, { ...inference, taps: ['input'] });
    expect(await values(trace.taps.input as never)).toEqual(await values(x));
    release(trace);
    expect(x.isDisposed).toBe(false);
    x.dispose();
  });

  it('an unknown one is refused with the nearest', async () => {
    const x = normals([1, 8, 8, 1]);
    await expectNoLeak(async () => {
      expect(await codeOf(() => student.forward(x, { ...inference, taps: ['featurs'] }))).toBe('KD_E_TAP_UNKNOWN');
      expect(await codeOf(() => student.shapeOf('__proto__'))).toBe('KD_E_TAP_UNKNOWN');
      expect(await codeOf(() => student.shapeOf('constructor'))).toBe('KD_E_TAP_UNKNOWN');
    });
    expect(() => student.shapeOf('featurs')).toThrow(/did you mean "features"/);
    x.dispose();
  });

  it('own names follow their layer and are checked', async () => {
    const make = (taps: Record<string, string>) => {
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] }), tf.layers.dense({ units: 2 })] });
      return { model, adopt: () => adoptModel(model, { taps }) };
    };
    const { adopt, model } = make({ features: 'dense_1' });
    const aliased = adopt();
    expect(aliased.taps).toEqual(['logits', 'input', 'dense_1', 'features', 'dense_2']);
    expect(aliased.shapeOf('features')).toEqual([4]);
    expect(aliased.layers, 'one name for each layer, without input and output').toEqual(['features']);
    expect(aliased.shapeOf(model.layers[0]?.name as string), 'the name TensorFlow.js gave is understood').toEqual([4]);
    aliased.dispose();
    for (const [taps, code] of [
      [{ features: 'dense_9' }, 'KD_E_TAP_UNKNOWN'],
      [{ logits: 'dense_1' }, 'KD_E_TAP_NAME'],
      [{ dense_1: 'dense_2' }, 'KD_E_TAP_NAME'],
      [{ constructor: 'dense_1' }, 'KD_E_TAP_NAME'],
      [{ '': 'dense_1' }, 'KD_E_TAP_NAME'],
    ] as const) {
      const bad = make(taps as Record<string, string>);
      expect(await codeOf(bad.adopt)).toBe(code);
      bad.model.dispose();
    }
  });

  it('what counts as a layer can be named, and is checked', async () => {
    const model = () => tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] }), tf.layers.reLU(), tf.layers.dense({ units: 2 })] });
    const named = adoptModel(model(), { taps: { features: 're_lu_1' }, layers: ['features', 'dense_1'] });
    expect(named.layers, 'in the order of the network').toEqual(['dense_1', 'features']);
    named.dispose();
    const bad = model();
    expect(await codeOf(() => adoptModel(bad, { layers: ['dense_1', 'dens_2'] }))).toBe('KD_E_TAP_UNKNOWN');
    bad.dispose();
  });

  it('a layer used twice has a tap for each use, and all of its weights are freed', async () => {
    await expectNoLeak(() => {
      const input = tf.input({ shape: [3] });
      const shared = tf.layers.dense({ units: 3, name: 'shared' });
      const twice = shared.apply(shared.apply(input)) as tf.SymbolicTensor;
      const student = adoptModel(tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2, name: 'out' }).apply(twice) as tf.SymbolicTensor }));
      expect(student.taps).toEqual(['logits', 'input', 'shared', 'shared:1', 'out']);
      expect(student.layers).toEqual(['shared', 'shared:1']);
      expect(Object.keys(student.trainables())).toEqual(['shared/kernel', 'shared/bias', 'out/kernel', 'out/bias']);
      student.dispose();
      student.dispose();
    });
  });
});

describe('logits', () => {
  const ends: Record<string, () => tf.layers.Layer[]> = {
    'a dense layer with softmax': () => [tf.layers.dense({ units: 3, activation: 'softmax', name: 'last' })],
    'a dense layer with log-softmax': () => [tf.layers.dense({ units: 3, activation: 'logSoftmax' as 'softmax', name: 'last' })],
    'a softmax activation layer': () => [tf.layers.dense({ units: 3, name: 'last' }), tf.layers.activation({ activation: 'softmax' })],
    'a softmax layer': () => [tf.layers.dense({ units: 3, name: 'last' }), tf.layers.softmax()],
    'a softmax behind a reshape': () => [
      tf.layers.dense({ units: 3, name: 'last' }),
      tf.layers.reshape({ targetShape: [1, 1, 3] }),
      tf.layers.activation({ activation: 'softmax' }),
      tf.layers.flatten(),
    ],
    'a linear dense layer': () => [tf.layers.dense({ units: 3, name: 'last' })],
  };
  it.each(Object.keys(ends))('of %s are what goes into the softmax', async (end) => {
    const model = tf.sequential({ layers: [tf.layers.activation({ activation: 'linear', inputShape: [2] }), ...(ends[end]?.() ?? [])] });
    initialise(model, randomStream(3, 'w'));
    const student = adoptModel(model);
    await expectNoLeak(async () => {
      // Large enough that a probability is exactly 0 in float32: its logarithm would be -Infinity.
      const x = tensor([400, -300], [1, 2]);
      const { logits, taps } = student.forward(x, { ...inference, taps: ['last'] });
      const { 'last/kernel': kernel, 'last/bias': bias } = student.trainables();
      const expected = linear(await values(x), await values(kernel as never), await values(bias as never));
      const received = await values(logits);
      expect(logits.shape).toEqual([1, 3]);
      received.forEach((value, c) => {
        expect(value).toBeCloseTo(expected[c] as number, 2);
      });
      // What gives the logits is no layer.
      expect(student.layers).toEqual(end === 'a softmax behind a reshape' ? ['activation_1', 'last'] : ['activation_1']);
      if (end === 'a dense layer with softmax') expect((await values(taps.last as never)).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      release({ logits, taps });
      x.dispose();
    });
    student.dispose();
  });

  const refused: Record<string, () => tf.LayersModel> = {
    'a sigmoid': () => tf.sequential({ layers: [tf.layers.dense({ units: 3, activation: 'sigmoid', inputShape: [2] })] }),
    'one unit': () => tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] }),
    'a map': () => tf.sequential({ layers: [tf.layers.conv2d({ filters: 3, kernelSize: 1, inputShape: [2, 2, 1] })] }),
    'two outputs': () => {
      const input = tf.input({ shape: [2] });
      return tf.model({ inputs: input, outputs: [1, 2].map(() => tf.layers.dense({ units: 3 }).apply(input) as tf.SymbolicTensor) });
    },
    'a softmax inside a nested model': () => {
      const head = tf.sequential({ layers: [tf.layers.dense({ units: 3, activation: 'softmax', inputShape: [4] })] });
      return tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [2] }), head] });
    },
    'a convolution with softmax': () =>
      tf.sequential({ layers: [tf.layers.conv2d({ filters: 3, kernelSize: 1, activation: 'softmax', inputShape: [1, 1, 2] }), tf.layers.flatten()] }),
  };
  it.each(Object.keys(refused))('%s is refused', async (name) => {
    expect(await codeOf(() => adoptModel(refused[name]?.() as tf.LayersModel))).toBe('KD_E_MODEL_OUTPUT');
  });
});

describe('inputs', () => {
  it('two, an open size or a fixed batch are refused', async () => {
    const [a, b] = [tf.input({ shape: [2] }), tf.input({ shape: [2] })];
    const both = tf.layers.dense({ units: 2 }).apply(tf.layers.add().apply([a, b])) as tf.SymbolicTensor;
    expect(await codeOf(() => adoptModel(tf.model({ inputs: [a, b], outputs: both })))).toBe('KD_E_MODEL_INPUT');
    const open = tf.layers.globalAveragePooling2d({}).apply(tf.input({ shape: [null, null, 3] as unknown as number[] })) as tf.SymbolicTensor;
    const model = tf.model({ inputs: open.inputs[0] as tf.SymbolicTensor, outputs: tf.layers.dense({ units: 2 }).apply(open) as tf.SymbolicTensor });
    expect(await codeOf(() => adoptModel(model))).toBe('KD_E_MODEL_INPUT');
    const fixed = tf.sequential({ layers: [tf.layers.dense({ units: 2, batchInputShape: [4, 3] })] });
    expect(await codeOf(() => adoptModel(fixed))).toBe('KD_E_MODEL_INPUT');
  });

  it('a batch of another shape is refused, and so is a disposed model', async () => {
    const student = await makeStudent({ id: 'mlp', hidden: [3] });
    const x = normals([2, 8, 8, 2]);
    await expectNoLeak(async () => expect(await codeOf(() => student.forward(x, { ...inference, taps: [] }))).toBe('KD_E_MODEL_INPUT'));
    student.dispose();
    expect(await codeOf(() => student.forward(x, { ...inference, taps: [] }))).toBe('KD_E_MODEL_DISPOSED');
    x.dispose();
  });
});

describe('models as layers', () => {
  it('are one tap, with weights under their path', async () => {
    const base = tf.sequential({
      name: 'base',
      layers: [tf.layers.dense({ units: 4, inputShape: [3], name: 'a' }), tf.layers.batchNormalization({ name: 'n' })],
    });
    const input = tf.input({ shape: [3] });
    const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2, name: 'b' }).apply(base.apply(input)) as tf.SymbolicTensor });
    const student = adoptModel(model);
    expect(student.taps).toEqual(['logits', 'input', 'base', 'b']);
    expect(Object.keys(student.trainables())).toEqual(['base/a/kernel', 'base/a/bias', 'base/n/gamma', 'base/n/beta', 'b/kernel', 'b/bias']);
    expect(Object.keys(student.statistics())).toEqual(['base/n/moving_mean', 'base/n/moving_variance']);
    base.trainable = false;
    student.dispose();
  });

  it('frozen ones train nothing inside, and their statistics stand still', async () => {
    const base = tf.sequential({
      name: 'base',
      layers: [tf.layers.dense({ units: 4, inputShape: [3], name: 'a' }), tf.layers.batchNormalization({ name: 'n' })],
    });
    base.trainable = false;
    const input = tf.input({ shape: [3] });
    const student = adoptModel(tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2, name: 'b' }).apply(base.apply(input)) as tf.SymbolicTensor }));
    expect(Object.keys(student.trainables())).toEqual(['b/kernel', 'b/bias']);
    const x = normals([6, 3]);
    const before = await values(student.statistics()['base/n/moving_mean'] as never);
    release(student.forward(x, { training: true, taps: [] }));
    expect(await values(student.statistics()['base/n/moving_mean'] as never)).toEqual(before);
    x.dispose();
    student.dispose();
  });
});
