// Networks around networks, several views of a sample and pairs of one class in whole runs: resumable, the same on both engines,
// and standard models on disk.
import { createRetort } from '@retort/distill';
import { memoryFiles } from '@retort/files';
import type { Choice, Scalar } from '@retort/kernel';
import { type LayersStudent, loadModel, saveModel } from '@retort/models';
import { addN, gradients, liveCount, mean, randomStream, readAll, scope, seedTensor, square, startEngine, sub, tensor } from '@retort/tensor';
import { describe, expect, test } from 'vitest';
import { metricsOf, openTiny, runTiny } from './run-tiny.ts';
import { tinyRecipe } from './tiny-recipe.ts';

const tiny = tinyRecipe();
const kd = { knowledge: { id: 'kd', temperature: 3 }, weight: 1 };

/** The exit learns from the teacher's last vector, and so does what lies below it. */
const exits = {
  student: { id: 'exits', of: { id: 'mlp', hidden: [7, 6], dropout: 0.2, batchNorm: true }, at: ['hidden1'] },
  objective: { task: 1, terms: [{ knowledge: 'fitnet', weight: 1, layers: { 'exit1-features': 'features' }, connector: 'linear' }] },
};
const branches = {
  student: { id: 'branches', of: { id: 'mlp', hidden: [7, 6], dropout: 0.2, batchNorm: true }, from: 'hidden1' },
  objective: { task: 1, terms: [kd] },
};

describe.each([
  ['exits, four turned views', exits, { augment: ['flip', { id: 'rotations' }] }],
  ['branches, a strong view', branches, { augment: ['shift', { id: 'two-views', strong: ['rand-augment', 'random-erasing'] }] }],
  ['branches, class pairs', branches, { sampler: 'class-pairs' as const, augment: ['shift'] }],
])('%s', (_, parts, change) => {
  const data = { ...tiny.data, labels: 'all' as const };
  const input = { ...tiny, ...parts, data, training: { ...tiny.training, ...change } };

  test('stopped in the middle of an epoch, the run resumes bit-equal', async () => {
    const whole = await openTiny(input);
    const before = liveCount();
    const reference = await runTiny(whole, { folder: 'run' });
    expect(liveCount()).toEqual(before);
    const log = await metricsOf(whole.files, 'run');
    const cut = await openTiny(input);
    const first = await runTiny(cut, { folder: 'run', stopAt: reference.steps - 3 });
    const second = await runTiny(cut, { folder: 'run', resume: true });
    expect([first.interrupted, second.interrupted]).toEqual([true, false]);
    expect(second.weights).toEqual(reference.weights);
    expect(await metricsOf(cut.files, 'run')).toEqual(log);
  });
});

describe.each(['exits', 'branches', 'grafted'])('%s', (id) => {
  const choices: Readonly<Record<string, Choice>> = {
    exits: { id, of: { id: 'convnet', widths: [4, 5] }, at: ['stage1'] },
    branches: { id, of: { id: 'convnet', widths: [4, 5] }, from: 'stage1' },
    grafted: { id, of: { id: 'depthwise', widths: [4, 5] }, to: 'stage2' },
  };
  const taps = { exits: ['exit1'], branches: ['branch1', 'branch2'], grafted: ['projected'] }[id]!;

  /** Eight steps of plain descent on the squares of logits and taps, on an engine. */
  async function train(engine: string) {
    const retort = await createRetort({ files: memoryFiles(), output: () => undefined });
    const session = await startEngine(retort, engine);
    const build = { inputShape: [8, 8, 1], classes: 3 };
    const teacher = await retort.make('family', { id: 'convnet', widths: [6, 7] }).build({ ...build, random: randomStream(2, 'teacher') });
    const student = (await retort.make('family', choices[id]!).build({ ...build, random: randomStream(1, 'student'), teacher })) as LayersStudent;
    const inputs = tensor(
      randomStream(3, 'x')
        .at(0)
        .normals(6 * 64),
      [6, 8, 8, 1],
      'float32',
    );
    const counts = new Set<string>();
    for (let step = 0; step < 8; step += 1) {
      const seed = seedTensor(randomStream(4, 'step'), step);
      const { value, gradients: found } = gradients(() => {
        const trace = student.forward(inputs, { training: true, taps, seed });
        return addN([trace.logits, ...Object.values(trace.taps)].map((each) => mean(square(each)))) as Scalar;
      }, student.trainables());
      for (const [name, gradient] of Object.entries(found)) {
        const variable = student.trainables()[name]!;
        scope(() => variable.assign(sub(variable, gradient)));
      }
      for (const each of [value, seed, ...Object.values(found)]) each.dispose();
      if (step > 1) counts.add(JSON.stringify(liveCount()));
    }
    const weights = await readAll({ ...student.trainables(), ...student.statistics() });
    const files = memoryFiles();
    await saveModel(files, student, 'net');
    const back = await loadModel(files, 'net');
    const [said, heard] = [student, back].map((each) => each.forward(inputs, { training: false, taps: [] }).logits);
    expect(await heard!.data()).toEqual(await said!.data());
    expect(back.model.outputs.length).toBe(1);
    for (const each of [said!, heard!, inputs, teacher, student, back]) each.dispose();
    await session.dispose();
    await retort.dispose();
    return { weights, counts: counts.size };
  }

  test('trains on wasm to the weights of cpu, in flat memory, and exports as one standard model', async () => {
    const [cpu, wasm] = [await train('cpu'), await train('wasm')];
    expect([cpu.counts, wasm.counts]).toEqual([1, 1]);
    for (const [name, values] of Object.entries(cpu.weights)) {
      const largest = Math.max(1e-3, ...values.map(Math.abs));
      values.forEach((value, at) => void expect(Math.abs(value - wasm.weights[name]![at]!) / largest, `${name} ${at}`).toBeLessThan(1e-3));
    }
  });
});
