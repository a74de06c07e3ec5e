import type { Tensor } from '@retort/kernel';
import { gradients, ones, sum, uniform } from '@retort/tensor';
import * as tf from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { codeOf, expectNoLeak, normals, release, seedAt, values } from '../../test/support.ts';
import { adoptModel, type LayersStudent } from '../index.ts';

/** A network whose tap `noise` is the random layer over the input. */
function withNoise(layer: (args: { name: string }) => tf.layers.Layer, inputShape: number[]): LayersStudent {
  const input = tf.input({ shape: inputShape });
  let x = layer({ name: 'noise' }).apply(input) as tf.SymbolicTensor;
  if (inputShape.length > 1) x = tf.layers.flatten().apply(x) as tf.SymbolicTensor;
  return adoptModel(tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2, name: 'out' }).apply(x) as tf.SymbolicTensor }));
}

async function noiseOf(student: LayersStudent, x: Tensor, step: number, training = true): Promise<number[]> {
  const seed = seedAt(step);
  const trace = student.forward(x, { training, taps: ['noise'], seed });
  const result = await values(trace.taps.noise as Tensor);
  release(trace);
  seed.dispose();
  return result;
}

const layers = {
  Dropout: (args: { name: string }) => tf.layers.dropout({ rate: 0.3, ...args }),
  'Dropout, seeded': (args: { name: string }) => tf.layers.dropout({ rate: 0.3, seed: 4, ...args }),
  GaussianNoise: (args: { name: string }) => tf.layers.gaussianNoise({ stddev: 0.5, ...args }),
  GaussianDropout: (args: { name: string }) => tf.layers.gaussianDropout({ rate: 0.3, ...args }),
  AlphaDropout: (args: { name: string }) => tf.layers.alphaDropout({ rate: 0.3, ...args }),
};

describe.each(Object.entries(layers))('%s', (_name, layer) => {
  it('draws from the seed alone: the same step repeats, another step differs, inference is the identity', async () => {
    const student = withNoise(layer, [50]);
    const twin = withNoise(layer, [50]);
    const x = normals([8, 50]);
    await expectNoLeak(async () => {
      const first = await noiseOf(student, x, 3);
      expect(await noiseOf(student, x, 3)).toEqual(first);
      expect(await noiseOf(twin, x, 3)).toEqual(first);
      expect(await noiseOf(student, x, 4)).not.toEqual(first);
      expect(await noiseOf(student, x, 3, false)).toEqual(await values(x));
    });
    student.dispose();
    twin.dispose();
    x.dispose();
  });

  it('without a seed training is refused and leaves nothing', async () => {
    const student = withNoise(layer, [5]);
    const x = normals([2, 5]);
    await expectNoLeak(async () => expect(await codeOf(() => student.forward(x, { training: true, taps: [] }))).toBe('KD_E_MODEL_SEED'));
    student.dispose();
    x.dispose();
  });
});

describe('what they compute', () => {
  const moments = (all: number[]) => {
    const mean = all.reduce((a, b) => a + b, 0) / all.length;
    return { mean, variance: all.reduce((a, b) => a + (b - mean) ** 2, 0) / all.length };
  };

  it("dropout keeps x / (1 - rate) where the step's uniform is at least the rate", async () => {
    const student = withNoise(layers.Dropout, [40]);
    const x = normals([5, 40]);
    const seed = seedAt(9);
    const u = await values(uniform([5, 40], seed, 0));
    const expected = (await values(x)).map((value, i) => ((u[i] as number) >= 0.3 ? value * Math.fround(1 / 0.7) : 0));
    (await noiseOf(student, x, 9)).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] as number, 5);
    });
    student.dispose();
  });

  it('gaussian noise and dropout have the mean and variance they promise (standard error 0.007)', async () => {
    const x = ones([20, 1000]);
    const noise = withNoise(layers.GaussianNoise, [1000]);
    const drop = withNoise(layers.GaussianDropout, [1000]);
    const added = moments(await noiseOf(noise, x, 1));
    expect(Math.abs(added.mean - 1)).toBeLessThan(0.02);
    expect(Math.abs(added.variance - 0.25)).toBeLessThan(0.02);
    const dropped = moments(await noiseOf(drop, x, 1));
    expect(Math.abs(dropped.mean - 1)).toBeLessThan(0.03);
    expect(Math.abs(dropped.variance - 0.3 / 0.7)).toBeLessThan(0.03);
    noise.dispose();
    drop.dispose();
    x.dispose();
  });

  it('alpha dropout keeps mean 0 and variance 1', async () => {
    const x = normals([20, 1000]);
    const student = withNoise(layers.AlphaDropout, [1000]);
    const { mean, variance } = moments(await noiseOf(student, x, 1));
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
    student.dispose();
    x.dispose();
  });

  it('a noise shape and spatial dropout share their mask along an axis', async () => {
    const x = ones([3, 4, 5]);
    const shared = withNoise((args) => tf.layers.dropout({ rate: 0.5, noiseShape: [null, 1, null] as unknown as number[], ...args }), [4, 5]);
    const all = await noiseOf(shared, x, 2);
    const spatial = withNoise((args) => tf.layers.spatialDropout1d({ rate: 0.5, ...args } as never), [4, 5]);
    const other = await noiseOf(spatial, x, 2);
    for (const each of [all, other]) for (let i = 0; i < 60; i++) expect(each[i]).toBe(each[Math.floor(i / 20) * 20 + (i % 5)]);
    expect(new Set(all)).toEqual(new Set([0, 2]));
    shared.dispose();
    spatial.dispose();
    x.dispose();
  });

  it('two layers of one network, and two uses of one layer, draw apart', async () => {
    const input = tf.input({ shape: [60] });
    const drop = tf.layers.dropout({ rate: 0.5, name: 'drop' });
    const [a, b, c] = [drop, drop, tf.layers.dropout({ rate: 0.5, name: 'third' })].map((layer) => layer.apply(input) as tf.SymbolicTensor);
    const all = tf.layers.concatenate({ name: 'all' }).apply([a, b, c] as tf.SymbolicTensor[]) as tf.SymbolicTensor;
    const student = adoptModel(tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2 }).apply(all) as tf.SymbolicTensor }), { taps: { noise: 'all' } });
    const x = ones([1, 60]);
    const row = await noiseOf(student, x, 1);
    const [first, second, third] = [row.slice(0, 60), row.slice(60, 120), row.slice(120)];
    expect(first).not.toEqual(second);
    expect(first).not.toEqual(third);
    expect(second).not.toEqual(third);
    student.dispose();
    x.dispose();
  });

  it('the mask is a constant of the gradient: dy/dx is 1 / (1 - rate) or 0', async () => {
    const input = tf.input({ shape: [30] });
    const shift = tf.layers.dense({ units: 30, name: 'shift', kernelInitializer: 'identity' }).apply(input) as tf.SymbolicTensor;
    const noise = tf.layers.dropout({ rate: 0.5, name: 'noise' }).apply(shift) as tf.SymbolicTensor;
    const student = adoptModel(tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2, name: 'out' }).apply(noise) as tf.SymbolicTensor }));
    const x = ones([1, 30]);
    const seed = seedAt(1);
    const { value, gradients: found } = gradients(() => sum(student.forward(x, { training: true, taps: ['noise'], seed }).taps.noise as Tensor) as never, {
      bias: student.trainables()['shift/bias'] as never,
    });
    expect(await values(found.bias as Tensor)).toEqual((await noiseOf(student, x, 1)).map((each) => (each === 0 ? 0 : 2)));
    release(found);
    value.dispose();
    seed.dispose();
    student.dispose();
    x.dispose();
  });
});

it('outside of a pass of ours the layer is as TensorFlow.js made it', async () => {
  const student = withNoise(layers.Dropout, [500]);
  const x = ones([1, 500]);
  const raw = tf.model({ inputs: student.model.inputs, outputs: student.model.getLayer('noise').output as tf.SymbolicTensor });
  const run = async () => {
    const y = raw.apply(x, { training: true }) as Tensor;
    const result = await values(y);
    y.dispose();
    return result;
  };
  expect(await run()).not.toEqual(await run());
  expect(student.model.getLayer('noise').getConfig()).toMatchObject({ rate: 0.3, name: 'noise' });
  student.dispose();
  x.dispose();
});
