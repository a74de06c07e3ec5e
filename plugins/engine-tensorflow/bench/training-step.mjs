// Milliseconds of a training step on the native library: composed, with the fused operations, and captured as one graph. Six blocks
// of convolution, batch norm and ReLU on 32x32x3, batch 64, cross-entropy, SGD with momentum; or --mlp: 784-64-10, batch 32. After a
// build, with the engine installed: node plugins/engine-tensorflow/bench/training-step.mjs [--width 16] [--rounds 12] [--mlp]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createKernel } from '@retort/kernel';
import { modelsPlugin } from '@retort/models';
import { add, createVariable, gradients, mean, mul, randomStream, scope, softmaxCrossEntropy, sub, tensor, zerosLike } from '@retort/tensor';
import { captureStep } from '../dist/capture/capture-step.js';
import { engineTensorflowPlugin } from '../dist/index.js';

const { values } = parseArgs({
  options: { width: { type: 'string', default: '16' }, rounds: { type: 'string', default: '12' }, mlp: { type: 'boolean', default: false } },
});
const [width, rounds, classes] = [Number(values.width), Number(values.rounds), 10];
const job = values.mlp
  ? { choice: { id: 'mlp', hidden: [64] }, inputShape: [784], batch: 32 }
  : { choice: { id: 'convnet', widths: [width, 2 * width, 4 * width], convs: 2 }, inputShape: [32, 32, 3], batch: 64 };

const kernel = await createKernel({ plugins: [modelsPlugin(), engineTensorflowPlugin()] }).ready();
const native = kernel.make('engine', 'tensorflow');
const first = await native.start();
console.log(first.device);

const student = await kernel.make('family', job.choice).build({ inputShape: job.inputShape, classes, random: randomStream(1, 'init') });
const weights = student.trainables();
const speeds = Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, createVariable(zerosLike(weight))]));
const shape = [job.batch, ...job.inputShape];
const size = shape.reduce((a, b) => a * b, 1);
const feedsOf = (name) => ({
  x: tensor(randomStream(1, name).at(0).normals(size), shape),
  y: tensor(
    Array.from({ length: job.batch * classes }, (_, at) => (at % classes === Math.floor(at / classes) % classes ? 1 : 0)),
    [job.batch, classes],
  ),
});
const feeds = [feedsOf('one'), feedsOf('other')];

const step = ({ x, y }) =>
  scope(() => {
    const { value, gradients: slopes } = gradients(() => mean(softmaxCrossEntropy(student.forward(x, { training: true, taps: [] }).logits, y)), weights);
    for (const [name, slope] of Object.entries(slopes)) {
      speeds[name].assign(add(mul(speeds[name], 0.9), slope));
      weights[name].assign(sub(weights[name], mul(speeds[name], 0.01)));
    }
    return { loss: value };
  });

function withFolder(bytes, load) {
  const folder = mkdtempSync(join(tmpdir(), 'retort-capture-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), bytes);
    return load(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function read({ loss }) {
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

// In turn, so that whatever else the machine does hits all alike. The fused operations are gone while no session lives.
await first.dispose();
for (let turn = 0; turn < 2; turn++) {
  await time('composed', () => read(step(feeds[0])));
  const session = await native.start();
  await time('fused', () => read(step(feeds[0])));
  const { captured, refusal, results } = captureStep({ step, feeds, withFolder });
  if (captured === undefined) throw new Error(refusal);
  await time('captured', () => read(captured.run(feeds[0])));
  captured.store();
  captured.dispose();
  for (const { loss } of results) loss.dispose();
  await session.dispose();
}
