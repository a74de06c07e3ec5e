// The promises that a run makes beside resuming, step by step: flat memory, an untouched teacher, a container that is not asked during
// steps, and mutual learners whose gradients do not mix.
import { createRetort } from '@retort/distill';
import { memoryFiles } from '@retort/files';
import { createContainer, type Kernel, type Maker, type Stage, type Student } from '@retort/kernel';
import { modelTeacher } from '@retort/models';
import { createTsyringeContainer } from '@retort/plugin-container-tsyringe';
import { liveCount, ones, randomStream, readAll, seedTensor, startEngine, tensor1d, uniform } from '@retort/tensor';
import { planStage, takeStep } from '@retort/trainer';
import { describe, expect, test } from 'vitest';
import { digest } from './run-tiny.ts';

interface Bench {
  readonly students: ReadonlyMap<string, Student>;
  readonly teacher: Student;
  step(index: number): Promise<void>;
  dispose(): void;
}

/** Convolutions on wasm; dense layers on cpu, where a convolution takes long. Both with batch norm. */
const NETWORKS = {
  cpu: {
    student: { id: 'mlp', hidden: [3], batchNorm: true, dropout: 0.1 },
    teacher: { id: 'mlp', hidden: [4], batchNorm: true },
    tap: 'hidden1',
    connector: 'linear',
  },
  wasm: { student: { id: 'convnet', widths: [3], dropout: 0.1 }, teacher: { id: 'convnet', widths: [4] }, tap: 'stage1', connector: 'conv1x1' },
};

/** A stage of all three families, driven step by step. */
async function bench(maker: Maker, networks: (typeof NETWORKS)['cpu' | 'wasm'] = NETWORKS.cpu): Promise<Bench> {
  const random = randomStream(5, 'promises');
  const build = { inputShape: [8, 8, 1], classes: 3 };
  const student = await maker.make('family', networks.student).build({ ...build, random: random.child('student') });
  const teacher = await maker.make('family', networks.teacher).build({ ...build, random: random.child('teacher') });
  const observer = modelTeacher(teacher);
  const stage: Stage = {
    name: 'promises',
    view: 'full',
    training: {
      epochs: 1000,
      batch: 4,
      lastBatch: 'drop',
      optimizer: { id: 'adam', rate: 1e-3 },
      clip: 1,
      callbacks: [],
      evaluateEvery: 1,
      checkpointEvery: 0,
      logEvery: 1,
      augment: [],
    },
    learners: [
      {
        name: 'student',
        student: { slot: 'student', model: 'convnet' },
        teacher: { kind: 'teacher' },
        objective: {
          task: 0.5,
          terms: [
            { knowledge: { id: 'kd', temperature: { id: 'cosine', from: 8, to: 2 } }, weight: 0.5 },
            { knowledge: 'fitnet', weight: 1, mapping: { id: 'pairs', pairs: { [networks.tap]: networks.tap } }, connector: networks.connector },
            { knowledge: 'rkd', weight: 0.1 },
          ],
        },
      },
    ],
  };
  const students = new Map([['student', student]]);
  const plan = planStage({ stage, maker, students, teacherOf: () => observer, samples: 4, shape: [8, 8, 1], random });
  return {
    students,
    teacher,
    async step(index) {
      const seed = seedTensor(random, index);
      const batch = {
        inputs: uniform([4, 8, 8, 1], seed, 0),
        labels: tensor1d([0, 1, 2, -1], 'int32'),
        targets: ones([4, 3]),
        labelled: tensor1d([1, 1, 1, 0]),
        ids: Int32Array.from([0, 1, 2, 3]),
        size: 4,
        view: 'none',
      };
      seed.dispose();
      const clock = { step: index, epoch: index, stepsPerEpoch: 1, steps: 4000, progress: index / 4000 };
      const scalars = await takeStep(plan, { batch: batch as never, clock, rate: 1e-3, report: index % 10 === 0 });
      for (const scalar of Object.values(scalars ?? {})) scalar.dispose();
    },
    dispose() {
      plan.dispose();
      observer.dispose();
      student.dispose();
    },
  };
}

async function onEngine(id: 'cpu' | 'wasm', run: (retort: Kernel) => Promise<void>): Promise<void> {
  const retort = await createRetort({ files: memoryFiles() });
  const engine = await startEngine(retort, id);
  try {
    await run(retort);
  } finally {
    await engine.dispose();
    await retort.dispose();
  }
}

describe('2,000 steps of all three families', () => {
  test.each(['cpu', 'wasm'] as const)('on %s keep as many tensors and buffers as ten do, and do not touch the teacher', (id) =>
    onEngine(id, async (retort) => {
      const empty = liveCount();
      const stage = await bench(retort, NETWORKS[id]);
      const before = await digest({ ...stage.teacher.trainables(), ...stage.teacher.statistics() });
      const started = await digest(stage.students.get('student')!.trainables());
      for (let index = 0; index < 10; index++) await stage.step(index);
      const early = liveCount();
      for (let index = 10; index < 2000; index++) await stage.step(index);
      expect(liveCount()).toEqual(early);
      expect(await digest({ ...stage.teacher.trainables(), ...stage.teacher.statistics() })).toBe(before);
      expect(await digest(stage.students.get('student')!.trainables())).not.toBe(started);
      stage.dispose();
      expect(liveCount()).toEqual(empty);
    }),
  );
});

test.each([
  ['Inversify', createContainer],
  ['tsyringe', createTsyringeContainer],
] as const)('100 steps resolve nothing from the container (%s)', async (_name, container) => {
  const retort = await createRetort({ files: memoryFiles(), container: container() });
  const run = retort.run();
  const stage = await bench(run);
  // A plan resolves; so the count itself is known to work.
  run.make('dataset', 'mnist');
  const before = retort.container.resolutions;
  expect(before).toBeGreaterThan(0);
  for (let index = 0; index < 100; index++) await stage.step(index);
  expect(retort.container.resolutions).toBe(before);
  stage.dispose();
  await run.dispose();
  await retort.dispose();
});

test('peers in one stage: the loss of one has no gradient in the other', async () => {
  const retort = await createRetort({ files: memoryFiles() });
  const random = randomStream(9, 'peers');
  const model = { id: 'mlp', hidden: [4] };
  const names = ['a', 'b'] as const;
  const students = new Map<string, Student>();
  for (const name of names) students.set(name, await retort.make('family', model).build({ inputShape: [8, 8, 1], classes: 3, random: random.child(name) }));
  const objective = { task: 0, terms: [{ knowledge: { id: 'kd', temperature: 1 }, weight: 1 }] };
  const only = (moving: string): Stage => ({
    name: 'peers',
    view: 'full',
    training: {
      epochs: 1,
      batch: 4,
      lastBatch: 'drop',
      optimizer: { id: 'sgd', rate: 1 },
      callbacks: [],
      evaluateEvery: 1,
      checkpointEvery: 0,
      logEvery: 1,
      augment: [],
    },
    // The other's own loss is switched off by a task of weight 0 over no labels, so whatever moves it comes from its peer.
    learners: names.map((name) => ({
      name,
      student: { slot: name, model },
      teacher: { kind: 'peer', learner: name === 'a' ? 'b' : 'a' },
      objective: name === moving ? objective : { task: { id: 'constant', value: 0 }, terms: [] },
    })),
  });
  const plan = planStage({ stage: only('a'), maker: retort, students, teacherOf: () => undefined, samples: 4, shape: [8, 8, 1], random });
  const [startA, startB] = await Promise.all(names.map((name) => readAll(students.get(name)!.trainables())));
  const seed = seedTensor(random, 1);
  const inputs = uniform([4, 8, 8, 1], seed, 0);
  seed.dispose();
  const batch = {
    inputs,
    labels: tensor1d([0, 1, 2, 0], 'int32'),
    targets: ones([4, 3]),
    labelled: tensor1d([1, 1, 1, 1]),
    ids: Int32Array.from([0, 1, 2, 3]),
    size: 4,
    view: 'none',
  };
  const scalars = await takeStep(plan, { batch: batch as never, clock: { step: 0, epoch: 0, stepsPerEpoch: 1, steps: 1, progress: 0 }, rate: 1, report: true });
  for (const scalar of Object.values(scalars ?? {})) scalar.dispose();
  expect(await readAll(students.get('b')!.trainables())).toEqual(startB);
  expect(await readAll(students.get('a')!.trainables())).not.toEqual(startA);
  plan.dispose();
  for (const student of students.values()) student.dispose();
  await retort.dispose();
});
