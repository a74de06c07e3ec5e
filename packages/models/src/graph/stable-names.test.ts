import * as tf from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { adoptModel } from '../index.ts';

const network = () =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 1] }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 4, name: 'dense_1' }),
      tf.layers.dense({ units: 4 }),
      tf.layers.dense({ units: 3 }),
    ],
  });

it('names do not depend on how many layers the process has made', () => {
  const first = adoptModel(network());
  const second = adoptModel(network());
  expect(first.taps).toEqual(['logits', 'input', 'conv2d_1', 'batch_normalization_1', 'flatten_1', 'dense_1', 'dense_2', 'dense_3']);
  expect(second.taps).toEqual(first.taps);
  expect(Object.keys(second.trainables())).toEqual(Object.keys(first.trainables()));
  expect(Object.keys(first.trainables())).toContain('dense_1/kernel');
  expect(Object.keys(first.statistics())).toEqual(['batch_normalization_1/moving_mean', 'batch_normalization_1/moving_variance']);
  first.dispose();
  second.dispose();
});

it('numbers skip the names that somebody chose', () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] }), tf.layers.dense({ units: 2, name: 'dense_1' })] });
  const student = adoptModel(model);
  expect(student.taps).toEqual(['logits', 'input', 'dense_2', 'dense_1']);
  student.dispose();
});

it('the two halves of a wrapper keep apart', () => {
  const rnn = tf.layers.simpleRNN({ units: 2, recurrentInitializer: 'glorotNormal', returnSequences: false }) as tf.RNN;
  const model = tf.sequential({
    layers: [tf.layers.bidirectional({ layer: rnn, mergeMode: 'concat', inputShape: [3, 2] }), tf.layers.dense({ units: 2, name: 'out' })],
  });
  const student = adoptModel(model);
  expect(Object.keys(student.trainables())).toEqual([
    'bidirectional_1/kernel',
    'bidirectional_1/recurrent_kernel',
    'bidirectional_1/bias',
    'bidirectional_1/kernel_2',
    'bidirectional_1/recurrent_kernel_2',
    'bidirectional_1/bias_2',
    'out/kernel',
    'out/bias',
  ]);
  student.dispose();
});
