// The networks of the bench, in functional TensorFlow.js operations. A net is its weights' shapes and a forward function.
import * as tf from '@tensorflow/tfjs-core';

const dense = (x, [w, b]) => tf.add(tf.matMul(x, w), b);

function batchNorm(x, scale, offset) {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  return tf.batchNorm4d(x, mean, variance, offset, scale, 1e-3);
}

/** Dense layers of these widths with ReLU between them. */
export function mlp(widths) {
  const layers = widths.slice(1).map((width, i) => [[widths[i], width], [width]]);
  return {
    weights: layers.flat(),
    forward: (x, w) => layers.reduce((h, _, i) => (i === layers.length - 1 ? dense(h, w.slice(2 * i)) : tf.relu(dense(h, w.slice(2 * i)))), x),
  };
}

/** Six 3x3 convolutions (c, c, 2c, 2c, 4c, 4c), each with batch norm and ReLU, pooled after each pair. */
export function convnet(channels, c, classes) {
  const widths = [channels, c, c, 2 * c, 2 * c, 4 * c, 4 * c];
  const blocks = widths.slice(1).map((width, i) => [[3, 3, widths[i], width], [width], [width]]);
  return {
    weights: [...blocks.flat(), [4 * c, classes], [classes]],
    forward: (x, w) => {
      const last = blocks.reduce((h, _, i) => {
        const y = tf.relu(batchNorm(tf.conv2d(h, w[3 * i], 1, 'same'), w[3 * i + 1], w[3 * i + 2]));
        return i % 2 === 1 ? tf.maxPool(y, 2, 2, 'same') : y;
      }, x);
      return dense(tf.mean(last, [1, 2]), w.slice(18));
    },
  };
}

/** A 3x3 convolution, then four depthwise separable blocks with strides 2, 1, 2, 1 and batch norm throughout. */
export function depthwiseNet(channels, c, classes) {
  const widths = [c, 2 * c, 2 * c, 4 * c, 4 * c];
  const blocks = widths.slice(1).map((width, i) => [[3, 3, widths[i], 1], [widths[i]], [widths[i]], [1, 1, widths[i], width], [width], [width]]);
  return {
    weights: [[3, 3, channels, c], [c], [c], ...blocks.flat(), [4 * c, classes], [classes]],
    forward: (x, w) => {
      const first = tf.relu(batchNorm(tf.conv2d(x, w[0], 1, 'same'), w[1], w[2]));
      const last = blocks.reduce((h, _, i) => {
        const [depthwise, scale, offset, pointwise, scale2, offset2] = w.slice(3 + 6 * i);
        const spatial = tf.relu(batchNorm(tf.depthwiseConv2d(h, depthwise, i % 2 === 0 ? 2 : 1, 'same'), scale, offset));
        return tf.relu(batchNorm(tf.conv2d(spatial, pointwise, 1, 'same'), scale2, offset2));
      }, first);
      return dense(tf.mean(last, [1, 2]), w.slice(27));
    },
  };
}
