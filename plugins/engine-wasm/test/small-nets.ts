// Three small networks and one training step of each, in functional operations, the same on any engine. Part of the tests.
import * as tf from '@tensorflow/tfjs-core';
import { hostTensor } from './arbitraries.ts';

type T4 = tf.Tensor4D;
type Weights = readonly tf.Variable[];

export interface SmallNet {
  readonly name: string;
  readonly input: readonly number[];
  readonly weights: readonly (readonly number[])[];
  forward(x: tf.Tensor, weights: Weights): tf.Tensor;
}

const BATCH = 8;
const CLASSES = 5;

const dense = (x: tf.Tensor, [w, b]: Weights) => tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b!);

function batchNorm(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): T4 {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  return tf.batchNorm4d(x as T4, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D, 1e-3);
}

export const smallNets: readonly SmallNet[] = [
  {
    name: 'mlp',
    input: [BATCH, 20],
    weights: [[20, 16], [16], [16, 12], [12], [12, CLASSES], [CLASSES]],
    forward: (x, w) => dense(tf.relu(dense(tf.relu(dense(x, w.slice(0, 2))), w.slice(2, 4))), w.slice(4, 6)),
  },
  {
    name: 'convnet with batch norm',
    input: [BATCH, 9, 8, 3],
    weights: [[3, 3, 3, 6], [6], [6], [3, 3, 6, 8], [8], [8], [1, 1, 6, 8], [8, CLASSES], [CLASSES]],
    forward: (x, w) => {
      const first = tf.maxPool(batchNorm(tf.conv2d(x as T4, w[0] as unknown as T4, 1, 'same'), w[1]!, w[2]!), 2, 2, 'same');
      const second = tf.relu(batchNorm(tf.conv2d(first, w[3] as unknown as T4, 2, 'same'), w[4]!, w[5]!));
      const shortcut = tf.conv2d(first, w[6] as unknown as T4, 2, 'same');
      return dense(tf.mean(tf.add(second, shortcut), [1, 2]), w.slice(7, 9));
    },
  },
  {
    name: 'depthwise',
    input: [BATCH, 9, 8, 3],
    weights: [[3, 3, 3, 2], [6], [6], [1, 1, 6, 8], [3, 3, 8, 1], [8], [8], [8, CLASSES], [CLASSES]],
    forward: (x, w) => {
      const first = tf.relu(batchNorm(tf.depthwiseConv2d(x as T4, w[0] as unknown as T4, 1, 'same'), w[1]!, w[2]!));
      const second = tf.depthwiseConv2d(tf.conv2d(first, w[3] as unknown as T4, 1, 'same'), w[4] as unknown as T4, 2, 'same');
      return dense(tf.mean(tf.relu(batchNorm(second, w[5]!, w[6]!)), [1, 2]), w.slice(7, 9));
    },
  },
];

export interface Training {
  step(): void;
  weights(): Promise<number[]>;
  dispose(): void;
}

/** Cross-entropy against fixed soft targets, SGD with momentum 0.9 at a rate of 0.05. */
export function startTraining(net: SmallNet): Training {
  const make = (shape: readonly number[], stream: number, factor: number) => {
    const drawn = hostTensor(shape, { seed: 77, kind: 'mixed' }, stream);
    return tf.tensor(
      drawn.values.map((value) => value * factor),
      [...shape],
    );
  };
  const owned = (values: tf.Tensor) => {
    const made = tf.variable(values);
    values.dispose();
    return made;
  };
  const weights = net.weights.map((shape, i) => owned(shape.length === 1 ? tf.fill([...shape], 0.5) : make(shape, i, 0.5)));
  const speeds = weights.map((weight) => owned(tf.zeros(weight.shape)));
  const x = make(net.input, 100, 1);
  const targets = tf.tidy(() => tf.softmax(tf.mul(make([BATCH, CLASSES], 101, 1), 3)));
  return {
    step: () =>
      tf.tidy(() => {
        const loss = () => tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(net.forward(x, weights))), -1))) as tf.Scalar;
        const { grads } = tf.variableGrads(loss, weights);
        weights.forEach((weight, i) => {
          const speed = speeds[i]!;
          speed.assign(tf.add(tf.mul(speed, 0.9), grads[weight.name]!));
          weight.assign(tf.sub(weight, tf.mul(speed, 0.05)));
        });
      }),
    weights: async () => (await Promise.all(weights.map((weight) => weight.data()))).flatMap((values) => [...values]),
    dispose: () => tf.dispose([...weights, ...speeds, x, targets]),
  };
}
