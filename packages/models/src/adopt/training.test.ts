import type { NamedVariables, Scalar, Tensor1D } from '@retort/kernel';
import { add, gradients, mean, mul, oneHot, readAll, scope, softmaxCrossEntropy, square, sub, tensor1d } from '@retort/tensor';
import * as tf from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { codeOf, expectNoLeak, makeStudent, normals, release, seedAt, values } from '../../test/support.ts';
import { adoptModel, type LayersStudent } from '../index.ts';

/** Cross-entropy plus the square of the features, so that a tap takes part in the gradient. */
function step(student: LayersStudent, x: ReturnType<typeof normals>, seed?: Tensor1D) {
  const labels = tensor1d(
    Array.from({ length: x.shape[0] as number }, (_, i) => i % student.classes),
    'int32',
  );
  const result = gradients(() => {
    const trace = student.forward(x, { training: true, taps: ['features'], ...(seed === undefined ? {} : { seed }) });
    const task = mean(softmaxCrossEntropy(trace.logits, oneHot(labels, student.classes) as never));
    return add(task, mul(mean(square(trace.taps.features as never)), 0.1)) as Scalar;
  }, student.trainables());
  labels.dispose();
  return result;
}

const families = [
  [{ id: 'mlp', hidden: [7, 6], batchNorm: true, dropout: 0.3 }, 50],
  [{ id: 'convnet', widths: [3, 4], convs: 2, dense: 6, dropout: 0.3 }, 50],
  [{ id: 'resnet', depth: 8, width: 2 }, 5],
  [{ id: 'wide-resnet', depth: 10, widen: 1, dropout: 0.3 }, 4],
  [{ id: 'depthwise', widths: [4, 6], dropout: 0.3 }, 50],
] as const;

describe.each(families)('training %o for %i steps', (choice, steps) => {
  it('a gradient reaches every trainable, statistics move once, nothing leaks', async () => {
    const student = await makeStudent(choice, { inputShape: [4, 4, 1], classes: 3 });
    const x = normals([6, 4, 4, 1]);
    const train = (at: number) => {
      const seed = seedAt(at);
      const { value, gradients: found } = step(student, x, seed);
      expect(Object.keys(found)).toEqual(Object.keys(student.trainables()));
      for (const [name, variable] of Object.entries(student.trainables())) {
        expect(found[name]?.shape).toEqual(variable.shape);
        scope(() => variable.assign(sub(variable, mul(found[name] as never, 0.05))));
      }
      release(found);
      value.dispose();
      seed.dispose();
    };
    train(0);
    const { value, gradients: found } = step(student, x, seedAt(1));
    for (const [name, gradient] of Object.entries(await readAll(found))) expect([name, gradient.some((each) => each !== 0)]).toEqual([name, true]);
    release(found);
    value.dispose();
    await expectNoLeak(() => {
      for (let at = 2; at < steps; at++) train(at);
    });
    student.dispose();
    x.dispose();
  });
});

describe('batch norm', () => {
  const network = () =>
    adoptModel(
      tf.sequential({ layers: [tf.layers.batchNormalization({ momentum: 0.9, inputShape: [2], name: 'n' }), tf.layers.dense({ units: 2, name: 'd' })] }),
      {
        taps: { features: 'n' },
      },
    );

  it('moves its statistics exactly once per step: m := 0.9 m + 0.1 batch', async () => {
    const student = network();
    const x = normals([5, 2]);
    const rows = await values(x);
    const column = (c: number) => rows.filter((_, i) => i % 2 === c);
    const means = [0, 1].map((c) => column(c).reduce((a, b) => a + b) / 5);
    const variances = [0, 1].map((c) => column(c).reduce((a, b) => a + (b - (means[c] as number)) ** 2, 0) / 5);
    const { value, gradients: found } = step(student, x);
    const { 'n/moving_mean': mean_, 'n/moving_variance': variance } = student.statistics();
    (await values(mean_ as never)).forEach((each, c) => {
      expect(each).toBeCloseTo(0.1 * (means[c] as number), 6);
    });
    (await values(variance as never)).forEach((each, c) => {
      expect(each).toBeCloseTo(0.9 + 0.1 * (variances[c] as number), 6);
    });
    release(found);
    value.dispose();
    x.dispose();
    student.dispose();
  });

  it('stands still where it is frozen', async () => {
    const student = network();
    (student.model.layers[0] as tf.layers.Layer).trainable = false;
    const frozen = adoptModel(student.model, { taps: { features: 'n' } });
    const x = normals([5, 2]);
    const { value, gradients: found } = step(frozen, x);
    expect(Object.keys(found)).toEqual(['d/kernel', 'd/bias']);
    expect(await values(frozen.statistics()['n/moving_mean'] as never)).toEqual([0, 0]);
    release(found);
    value.dispose();
    x.dispose();
    frozen.dispose();
  });

  it('frees what it made when the loss throws', async () => {
    const student = network();
    const x = normals([5, 2]);
    await expectNoLeak(() => {
      const variables: NamedVariables = student.trainables();
      expect(() =>
        gradients(() => {
          student.forward(x, { training: true, taps: ['features'] });
          throw new Error('loss');
        }, variables),
      ).toThrow('loss');
    });
    x.dispose();
    student.dispose();
  });
});

describe('what cannot be trained as it is written is refused by its layer', () => {
  const dense = (options: Partial<Parameters<typeof tf.layers.dense>[0]>) => tf.layers.dense({ units: 2, inputShape: [3], name: 'odd', ...options });
  const cases: Record<string, () => tf.layers.Layer[]> = {
    regularizer: () => [dense({ kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }) })],
    constraint: () => [dense({ kernelConstraint: tf.constraints.nonNeg() })],
    'dropout inside a recurrent layer': () => [
      tf.layers.gru({ units: 2, dropout: 0.5, recurrentInitializer: 'glorotNormal', inputShape: [3, 2], name: 'odd' }),
      tf.layers.dense({ units: 2 }),
    ],
    'dropout inside a wrapper': () => [
      tf.layers.timeDistributed({ layer: tf.layers.dropout({ rate: 0.5 }), inputShape: [3, 2], name: 'odd' }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 }),
    ],
    'batch norm without scale': () => [tf.layers.batchNormalization({ scale: false, inputShape: [3], name: 'odd' }), tf.layers.dense({ units: 2 })],
  };
  it.each(Object.keys(cases))('%s', async (name) => {
    const student = adoptModel(tf.sequential({ layers: cases[name]?.() ?? [] }));
    const x = normals([2, ...student.inputShape]);
    await expectNoLeak(async () => {
      expect(await codeOf(() => student.forward(x, { training: true, taps: [] }))).toBe('KD_E_MODEL_TRAIN');
      expect(() => student.forward(x, { training: true, taps: [] })).toThrow(/"odd"/);
    });
    release(student.forward(x, { training: false, taps: [] }));
    student.dispose();
    x.dispose();
  });

  it('unless penalties are to be ignored', () => {
    const student = adoptModel(tf.sequential({ layers: cases.regularizer?.() ?? [] }), { penalties: 'ignore' });
    const x = normals([2, 3]);
    release(student.forward(x, { training: true, taps: [] }));
    student.dispose();
    x.dispose();
  });
});
