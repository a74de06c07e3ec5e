// The promises of promises.test.ts once more, over whole runs: with epochs, evaluation, checkpoints and callbacks between
// the steps, with an application's own models, and by the built command.
import { batchLoader } from '@retort/data';
import { createRetort, distill, type RetortEvent, type RetortOptions, startRun } from '@retort/distill';
import { memoryFiles } from '@retort/files';
import { nodeFiles } from '@retort/files/node';
import { createContainer, type Kernel, type Learner, type Stage, type Student } from '@retort/kernel';
import { createTsyringeContainer } from '@retort/plugin-container-tsyringe';
import { type RecipeInput, recipeFromObject, resolveRecipe } from '@retort/recipe';
import { liveCount, randomStream, readAll, startEngine } from '@retort/tensor';
import { clockAt, planStage, takeStep } from '@retort/trainer';
import * as tf from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { retort } from './retort-command.ts';
import { digest } from './run-tiny.ts';
import { resultOf } from './run-tree.ts';
import { scratchFolder } from './scratch-folder.ts';
import { tinyRecipe } from './tiny-recipe.ts';

const scratch = scratchFolder();
const STEPS_PER_EPOCH = 9;

/** Three families, a connector, dropout, batch norm on both sides, schedules, augmentation, clipping; every step is told. */
function longRecipe(steps: number, change: Partial<RecipeInput> = {}): RecipeInput {
  const tiny = tinyRecipe();
  return {
    ...tiny,
    teacher: { model: { id: 'mlp', hidden: [12, 8], batchNorm: true }, training: { epochs: 1, batch: 8 } },
    training: { ...tiny.training, epochs: Math.ceil(steps / STEPS_PER_EPOCH), batch: 4, callbacks: [], evaluateEvery: 1, checkpointEvery: 20 },
    report: { temperatures: [1], samples: 1 },
    ...change,
  };
}

/** Runs in memory and shows every event. */
async function follow(input: RecipeInput, onEvent: (event: RetortEvent, kernel: Kernel) => void | Promise<void>, options: RetortOptions = {}): Promise<void> {
  const kernel = await createRetort({ files: memoryFiles(), output: () => undefined, ...options });
  try {
    for await (const event of startRun({ recipe: resolveRecipe(recipeFromObject(input), kernel), retort: kernel, folder: 'run' })) await onEvent(event, kernel);
  } finally {
    await kernel.dispose();
  }
}

/** The step of the student that was just taken, 0 for every other event. */
function stepOf(event: RetortEvent): number {
  return event.kind === 'stage' && event.place.arm === 'distilled' && event.event.kind === 'step' ? event.event.report.step : 0;
}

test.each(['cpu', 'wasm'])('after every step as many tensors live as after the tenth: %s', async (engine) => {
  const counts = new Map<number, string>();
  await follow(longRecipe(200, { engine }), (event) => {
    if (stepOf(event) >= 10) counts.set(stepOf(event), JSON.stringify(liveCount()));
  });
  expect(counts.size).toBeGreaterThan(190);
  expect([...new Set(counts.values())]).toEqual([counts.get(10)]);
});

test.each([
  ['Inversify', createContainer],
  ['tsyringe', createTsyringeContainer],
])('100 steps with their epochs resolve nothing: %s', async (_, container) => {
  const counts = new Map<number, number>();
  const recipe = longRecipe(110);
  // A callback that needs a token, and uses what it stands for at every epoch.
  const training = { ...recipe.training, callbacks: [{ id: 'csv-logger', folder: 'logs' }] };
  await follow(
    { ...recipe, training },
    (event, kernel) => {
      if (stepOf(event) > 0) counts.set(stepOf(event), kernel.container.resolutions);
    },
    { container: container() },
  );
  expect(counts.get(1)).toBeGreaterThan(0);
  expect(counts.get(101)).toBe(counts.get(1));
});

describe('the teacher is bit-identical before and after', () => {
  test('one that the recipe trained, moving statistics included', async () => {
    let teacher: Student | undefined;
    const digests: string[] = [];
    await follow(longRecipe(30), async (event) => {
      if (event.kind === 'member') teacher = event.student;
      if (event.kind === 'member' || event.kind === 'student') digests.push(await digest({ ...teacher!.trainables(), ...teacher!.statistics() }));
      if (event.kind === 'member') expect(Object.keys(teacher!.statistics()).length).toBeGreaterThan(0);
    });
    expect(digests).toHaveLength(2);
    expect(digests[1]).toBe(digests[0]);
  });

  test("the application's own tf.LayersModel, which stays its own", async () => {
    const teacher = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [8, 8, 1] }),
        tf.layers.dense({ units: 12, activation: 'relu', name: 'wide' }),
        tf.layers.batchNormalization({ name: 'norm' }),
        tf.layers.dense({ units: 3, activation: 'softmax' }),
      ],
    });
    const values = async (): Promise<readonly unknown[]> => Promise.all(teacher.getWeights().map(async (tensor) => [...(await tensor.data())]));
    const before = await values();
    const { objective: _objective, teacher: _teacher, plugins: _plugins, ...rest } = longRecipe(30);
    const terms = [
      { knowledge: 'kd', weight: 1 },
      { knowledge: 'fitnet', weight: 1, layers: { hidden1: 'norm' }, connector: 'linear' },
      { knowledge: 'rkd', weight: 1, layers: { features: 'norm' } },
    ];
    const { student, summary } = await distill({ ...rest, objective: { task: 0.5, terms }, teacher });
    expect(await values()).toEqual(before);
    expect(summary.participants.map(({ name }) => name)).toEqual(['teacher', 'distilled']);
    student.dispose();
    teacher.dispose();
  });
});

test('distill() and the same recipe in YAML by the command leave the same folder, bit for bit, twice in a row', { timeout: 120_000 }, async () => {
  const recipe = await scratch.write(
    'same.yaml',
    `name: same
seed: 4
data: { source: digits, classes: [1, 7, 9], fraction: 0.2, test: 60, validation: 20, labels: 30 }
teacher: { model: { id: convnet, widths: [4] }, training: { epochs: 2, batch: 16 } }
student: { id: mlp, hidden: [8], dropout: 0.1 }
objective:
  task: 0.2
  terms:
    - { knowledge: { id: kd, temperature: { id: cosine, from: 6, to: 2 } }, weight: 0.8 }
    - { knowledge: rkd, weight: 0.05, layers: { features: features } }
training: { epochs: 3, batch: 16, optimizer: { id: adamw, rate: 0.01 }, logEvery: 1, augment: [{ id: noise, std: 0.05 }] }
compare: { alone: { strategy: alone, view: labelled } }
`,
  );
  const call = async (folder: string): Promise<void> => {
    const { student } = await distill({
      name: 'same',
      seed: 4,
      data: { source: 'digits', classes: [1, 7, 9], fraction: 0.2, test: 60, validation: 20, labels: 30 },
      teacher: { model: { id: 'convnet', widths: [4] }, training: { epochs: 2, batch: 16 } },
      student: { id: 'mlp', hidden: [8], dropout: 0.1 },
      objective: {
        task: 0.2,
        terms: [
          { knowledge: { id: 'kd', temperature: { id: 'cosine', from: 6, to: 2 } }, weight: 0.8 },
          { knowledge: 'rkd', weight: 0.05, layers: { features: 'features' } },
        ],
      },
      training: { epochs: 3, batch: 16, optimizer: { id: 'adamw', rate: 0.01 }, logEvery: 1, augment: [{ id: 'noise', std: 0.05 }] },
      compare: { alone: { strategy: 'alone', view: 'labelled' } },
      folder,
    });
    student.dispose();
  };
  const command = async (folder: string): Promise<void> => expect(await retort(['run', recipe, '--folder', folder])).toMatchObject({ code: 0, stderr: '' });
  const ways = [call, command, call, command];
  const results = [];
  for (const [index, way] of ways.entries()) {
    await way(scratch.at(`same-${index}`));
    results.push(await resultOf(nodeFiles, scratch.at(`same-${index}`)));
  }
  const [first, ...others] = results;
  expect(Object.keys(first!.weights).filter((path) => path.startsWith('students/'))).toHaveLength(2);
  expect(first!.metrics.length).toBeGreaterThan(20);
  for (const other of others) expect(other).toEqual(first);
});

describe('two peers that learn from each other in one stage', () => {
  const SHAPE = [4];
  const CLASSES = 3;
  const TRAINING = { epochs: 1, batch: 6, lastBatch: 'keep', callbacks: [], evaluateEvery: 1, checkpointEvery: 0, logEvery: 1, augment: [] } as const;
  const samples = {
    size: 6,
    inputs: randomStream(1, 'peers').at(0).normals(24),
    labels: Int32Array.from([0, 1, 2, 0, 1, -1]),
    ids: Int32Array.from([0, 1, 2, 3, 4, 5]),
  };

  function learner(name: 'one' | 'two', weight: number): Learner {
    return {
      name,
      student: { slot: name, model: { id: 'mlp', hidden: name === 'one' ? [5] : [7] } },
      teacher: { kind: 'peer', learner: name === 'one' ? 'two' : 'one' },
      objective: {
        task: weight,
        terms: [
          { knowledge: { id: 'kd', temperature: 2 }, weight },
          { knowledge: 'fitnet', weight, mapping: { id: 'pairs', pairs: { hidden1: 'hidden1' } }, connector: 'linear' },
          { knowledge: 'rkd', weight, mapping: { id: 'pairs', pairs: { features: 'features' } } },
        ],
      },
    };
  }

  /** Where one step leads each student from the same start, when the learners' objectives weigh so much. */
  async function step(kernel: Kernel, one: number, two: number): Promise<Record<'one' | 'two' | 'startOne' | 'startTwo', unknown>> {
    const training = { ...TRAINING, optimizer: { id: 'sgd', rate: 0.5 } };
    const stage: Stage = { name: 'mutual', learners: [learner('one', one), learner('two', two)], view: 'full', training };
    const random = randomStream(5, 'peers');
    const students = new Map<string, Student>();
    for (const { student } of stage.learners) {
      students.set(student.slot, await kernel.make('family', student.model).build({ inputShape: SHAPE, classes: CLASSES, random: random.child(student.slot) }));
    }
    const plan = planStage({ stage, maker: kernel, students, teacherOf: () => undefined, samples: samples.size, shape: SHAPE, random });
    const read = (name: string): Promise<unknown> => readAll(students.get(name)!.trainables());
    try {
      const start = { startOne: await read('one'), startTwo: await read('two') };
      const loader = batchLoader(samples, { shape: SHAPE, classes: CLASSES, batch: 6, lastBatch: 'keep' });
      for await (const batch of loader.epoch(0)) await takeStep(plan, { batch, clock: clockAt(0, 1, 1), rate: 0.5, report: false });
      return { ...start, one: await read('one'), two: await read('two') };
    } finally {
      plan.dispose();
      for (const student of students.values()) student.dispose();
    }
  }

  test.each(['cpu', 'wasm'])('each moves, to the bit, as if the other did not: %s', async (id) => {
    const kernel = await createRetort({ output: () => undefined });
    const engine = await startEngine(kernel, id);
    try {
      const before = liveCount();
      const [both, onlyOne, onlyTwo] = [await step(kernel, 1, 1), await step(kernel, 1, 0), await step(kernel, 0, 1)];
      expect(onlyOne.two).toEqual(onlyOne.startTwo);
      expect(onlyTwo.one).toEqual(onlyTwo.startOne);
      expect(onlyOne.one).not.toEqual(onlyOne.startOne);
      expect(onlyTwo.two).not.toEqual(onlyTwo.startTwo);
      expect(both.one).toEqual(onlyOne.one);
      expect(both.two).toEqual(onlyTwo.two);
      expect(liveCount()).toEqual(before);
    } finally {
      await engine.dispose();
      await kernel.dispose();
    }
  });
});
