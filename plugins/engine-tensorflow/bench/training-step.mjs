// Milliseconds of a training step on the native library, with the fused operations and without them: six blocks of convolution,
// batch norm and ReLU on 32x32x3, batch 64, cross-entropy, SGD with momentum. After a build, with the engine installed:
//   node plugins/engine-tensorflow/bench/training-step.mjs [--width 16] [--rounds 12]
import { parseArgs } from 'node:util';
import { createKernel } from '@retort/kernel';
import { modelsPlugin } from '@retort/models';
import { add, createVariable, gradients, mean, mul, randomStream, scope, softmaxCrossEntropy, sub, tensor, zerosLike } from '@retort/tensor';
import { engineTensorflowPlugin } from '../dist/index.js';

const { values } = parseArgs({ options: { width: { type: 'string', default: '16' }, rounds: { type: 'string', default: '12' } } });
const [width, rounds, batch, classes] = [Number(values.width), Number(values.rounds), 64, 10];

const kernel = await createKernel({ plugins: [modelsPlugin(), engineTensorflowPlugin()] }).ready();
const native = kernel.make('engine', 'tensorflow');
const first = await native.start();
console.log(first.device);

const family = kernel.make('family', { id: 'convnet', widths: [width, 2 * width, 4 * width], convs: 2 });
const student = await family.build({ inputShape: [32, 32, 3], classes, random: randomStream(1, 'init') });
const weights = student.trainables();
const speeds = Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, createVariable(zerosLike(weight))]));
const normals = (name, shape) =>
  tensor(
    randomStream(1, name)
      .at(0)
      .normals(shape.reduce((a, b) => a * b, 1)),
    shape,
  );
const x = normals('inputs', [batch, 32, 32, 3]);
const y = tensor(
  Array.from({ length: batch * classes }, (_, at) => (at % classes === Math.floor(at / classes) % classes ? 1 : 0)),
  [batch, classes],
);

async function step() {
  const loss = scope(() => {
    const { value, gradients: slopes } = gradients(() => mean(softmaxCrossEntropy(student.forward(x, { training: true, taps: [] }).logits, y)), weights);
    for (const [name, slope] of Object.entries(slopes)) {
      speeds[name].assign(add(mul(speeds[name], 0.9), slope));
      weights[name].assign(sub(weights[name], mul(speeds[name], 0.01)));
    }
    return value;
  });
  await loss.data();
  loss.dispose();
}

async function time(name, run) {
  const times = [];
  for (let round = -2; round < rounds; round++) {
    const [from, cpuFrom] = [performance.now(), process.cpuUsage()];
    await run();
    const { user, system } = process.cpuUsage(cpuFrom);
    if (round >= 0) times.push({ wall: performance.now() - from, cpu: (user + system) / 1000 });
  }
  const median = (key) => times.map((one) => one[key]).toSorted((a, b) => a - b)[Math.floor(rounds / 2)];
  console.log(`${name.padEnd(9)} ${median('wall').toFixed(1)} ms a step (CPU ${median('cpu').toFixed(1)} ms)`);
}

// In turn, so that whatever else the machine does hits both alike. The fused operations are gone while no session lives.
await first.dispose();
for (let turn = 0; turn < 2; turn++) {
  await time('composed', step);
  const session = await native.start();
  await time('fused', step);
  await session.dispose();
}
