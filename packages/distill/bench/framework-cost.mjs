// What the framework costs: milliseconds per step of a Retort run against a hand-written TensorFlow.js loop that does the
// same arithmetic on the same engine, in turns in one process. Build first; then `node packages/distill/bench/framework-cost.mjs`.

import { parseArgs } from 'node:util';
import { batchLoader, memoryDataset } from '@retort/data';
import { createRetort } from '@retort/distill';
import { modelTeacher } from '@retort/models';
import { randomStream, startEngine } from '@retort/tensor';
import { planStage, trainStage } from '@retort/trainer';
import * as tf from '@tensorflow/tfjs-core';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'wasm' },
    rounds: { type: 'string', default: '9' },
    steps: { type: 'string', default: '8' },
    small: { type: 'boolean', default: false },
  },
});
const [rounds, steps, batch] = [Number(values.rounds), Number(values.steps), values.small ? 64 : 128];
const widths = values.small ? { input: 64, teacher: [64, 64], student: [16] } : { input: 784, teacher: [1200, 1200], student: [800, 800] };
const classes = 10;
const T = 4;

const retort = await createRetort();
const engine = await startEngine(retort, values.engine);
const draws = randomStream(1, 'bench').at(0);
const size = batch * steps;
const dataset = await memoryDataset({
  shape: [widths.input],
  classes,
  inputs: draws.uniforms(size * widths.input),
  labels: Int32Array.from({ length: size }, (_, n) => n % classes),
});
const build = (hidden, name) => retort.make('family', { id: 'mlp', hidden }).build({ inputShape: [widths.input], classes, random: randomStream(2, name) });

const teacherModel = await build(widths.teacher, 'teacher');
const teacher = modelTeacher(teacherModel);

// Retort: a planned stage, the loader, the loop.
const training = {
  epochs: 1_000_000,
  batch,
  lastBatch: 'drop',
  optimizer: { id: 'adam', rate: 0.001 },
  callbacks: [],
  evaluateEvery: 1_000_000,
  checkpointEvery: 1_000_000_000,
  logEvery: 10,
  augment: [],
};
const student = await build(widths.student, 'student');
const stage = {
  name: 'bench',
  view: 'full',
  training,
  learners: [
    {
      name: 'student',
      student: { slot: 'student', model: 'mlp' },
      teacher: { kind: 'teacher' },
      objective: { task: 0.1, terms: [{ knowledge: { id: 'kd', temperature: T }, weight: 0.9 }] },
    },
  ],
};
const plan = planStage({
  stage,
  maker: retort,
  students: new Map([['student', student]]),
  teacherOf: () => teacher,
  samples: size,
  shape: [widths.input],
  random: randomStream(3, 'plan'),
});
const loader = batchLoader(dataset.train, { shape: [widths.input], classes, batch, lastBatch: 'drop', shuffle: randomStream(4, 'order') });
const retortSteps = (async function* () {
  let taken = 0;
  const counted = {
    ...loader,
    async *epoch(epoch, from) {
      for await (const item of loader.epoch(epoch, from)) {
        yield item;
        taken++;
      }
    },
  };
  for await (const event of trainStage({ plan, loader: { ...counted, stepsPerEpoch: loader.stepsPerEpoch }, callbacks: [] }))
    if (event.kind === 'epoch') yield taken;
})();

// By hand: the same network, loss and update, written with TensorFlow.js alone.
const byHand = await build(widths.student, 'student');
const model = byHand.model;
const weights = Object.values(byHand.trainables());
const first = weights.map((weight) => tf.variable(tf.zerosLike(weight)));
const second = weights.map((weight) => tf.variable(tf.zerosLike(weight)));
let t = 0;
async function handEpoch() {
  const order = tf.util.createShuffledIndices(size);
  for (let start = 0; start + batch <= size; start += batch) {
    const rows = new Float32Array(batch * widths.input);
    const labels = new Int32Array(batch);
    for (let n = 0; n < batch; n++) {
      const row = order[start + n];
      rows.set(dataset.train.inputs.subarray(row * widths.input, (row + 1) * widths.input), n * widths.input);
      labels[n] = dataset.train.labels[row];
    }
    t += 1;
    const loss = tf.tidy(() => {
      const x = tf.tensor2d(rows, [batch, widths.input]);
      const y = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
      const teacherLogits = teacherModel.model.apply(x, { training: false });
      const { value, grads } = tf.variableGrads(() => {
        const logits = model.apply(x, { training: true });
        const ce = tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(logits)), 1)));
        const logS = tf.logSoftmax(tf.div(logits, T));
        const logT = tf.logSoftmax(tf.div(teacherLogits, T));
        const kl = tf.mean(tf.sum(tf.mul(tf.exp(logT), tf.sub(logT, logS)), 1));
        return tf.add(tf.mul(ce, 0.1), tf.mul(kl, 0.9 * T * T));
      }, weights);
      weights.forEach((weight, i) => {
        const g = grads[weight.name];
        first[i].assign(tf.add(tf.mul(first[i], 0.9), tf.mul(g, 0.1)));
        second[i].assign(tf.add(tf.mul(second[i], 0.999), tf.mul(tf.square(g), 0.001)));
        const size = 0.001 / (1 - 0.9 ** t);
        weight.assign(tf.sub(weight, tf.div(tf.mul(first[i], size), tf.add(tf.mul(tf.sqrt(second[i]), 1 / Math.sqrt(1 - 0.999 ** t)), 1e-8))));
      });
      return value;
    });
    if (t % 10 === 0) await loss.data();
    loss.dispose();
  }
}

// Wall time, and processor time, which a busy machine disturbs less.
const time = async (run) => {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  await run();
  const { user, system } = process.cpuUsage(cpu);
  return { wall: (performance.now() - wall) / steps, cpu: (user + system) / 1000 / steps };
};
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const [mine, hand] = [[], []];
for (let round = -1; round < rounds; round++) {
  const turns = [async () => [mine, await time(() => retortSteps.next())], async () => [hand, await time(handEpoch)]];
  if (round % 2 !== 0) turns.reverse();
  for (const turn of turns) {
    const [list, ms] = await turn();
    if (round >= 0) list.push(ms);
  }
}
const result = (kind) => ({
  retort: median(mine.map((turn) => turn[kind])),
  hand: median(hand.map((turn) => turn[kind])),
  ratio: median(mine.map((turn, i) => turn[kind] / hand[i][kind])),
});
process.stdout.write(`${JSON.stringify({ engine: engine.id, device: engine.device, widths, batch, rounds, wall: result('wall'), cpu: result('cpu') })}\n`);
process.exit(0);
