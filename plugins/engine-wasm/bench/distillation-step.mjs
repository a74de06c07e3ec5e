// One step of distillation, as a hand-written loop does it: the teacher's forward pass, the student's forward and backward pass
// (cross-entropy and softened Kullback-Leibler), Adam.
import * as tf from '@tensorflow/tfjs-core';

const TEMPERATURE = 4;

/** Makes the variables on the current backend; `step()` trains once and returns when the weights can be read. */
export function distillation({ teacher, student, input, classes = 10 }) {
  let seed = 0;
  const init = (shape) =>
    shape.length === 1 ? tf.fill(shape, 0.1) : tf.randomNormal(shape, 0, 1 / Math.sqrt(shape.slice(0, -1).reduce((a, b) => a * b, 1)), 'float32', seed++);
  const variables = (net) => tf.tidy(() => net.weights.map((shape) => tf.variable(init(shape))));
  const [fixed, trained] = [variables(teacher), variables(student)];
  const zeros = () => tf.tidy(() => trained.map((weight) => tf.variable(tf.zeros(weight.shape))));
  const [means, squares] = [zeros(), zeros()];
  const x = tf.randomNormal(input, 0, 1, 'float32', 1000);
  const labels = tf.tidy(() => tf.cast(tf.oneHot(tf.randomUniform([input[0]], 0, classes, 'int32', 2000), classes), 'float32'));
  let count = 0;

  const crossEntropy = (targets, logits) => tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), -1)));

  function adam(weight, gradient, i) {
    means[i].assign(tf.add(tf.mul(means[i], 0.9), tf.mul(gradient, 0.1)));
    squares[i].assign(tf.add(tf.mul(squares[i], 0.999), tf.mul(tf.square(gradient), 0.001)));
    const [first, second] = [1 - 0.9 ** count, 1 - 0.999 ** count];
    weight.assign(tf.sub(weight, tf.mul(tf.div(means[i], tf.add(tf.sqrt(tf.div(squares[i], second)), 1e-8)), 1e-3 / first)));
  }

  return {
    async step() {
      count++;
      tf.tidy(() => {
        const soft = tf.softmax(tf.div(teacher.forward(x, fixed), TEMPERATURE));
        const loss = () => {
          const logits = student.forward(x, trained);
          return tf.add(crossEntropy(labels, logits), tf.mul(crossEntropy(soft, tf.div(logits, TEMPERATURE)), TEMPERATURE ** 2));
        };
        const { grads } = tf.variableGrads(loss, trained);
        for (const [i, weight] of trained.entries()) adam(weight, grads[weight.name], i);
      });
      await trained.at(-1).data();
    },
    dispose: () => tf.dispose([...fixed, ...trained, ...means, ...squares, x, labels]),
  };
}
