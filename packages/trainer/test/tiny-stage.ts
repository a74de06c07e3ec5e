// A stage small enough to run hundreds of times: two classes, four features, an mlp taught by an mlp.
import { batchLoader } from '@retort/data';
import { FILES, memoryFiles } from '@retort/files';
import {
  type Callback,
  type Contribution,
  createContainer,
  createKernel,
  defineConnector,
  defineMapping,
  definePlugin,
  defineResponseKnowledge,
  type Kernel,
  type Learner,
  OUTPUT,
  type Samples,
  type Stage,
  type Student,
  type Teacher,
  type TrainingSpec,
} from '@retort/kernel';
import { modelsPlugin, modelTeacher } from '@retort/models';
import { mean, randomStream, softmaxKl } from '@retort/tensor';
import { type StageEvent, type TrainOptions, trainStage } from '../src/loop/train-stage.ts';
import type { Plan } from '../src/plan/plan.ts';
import { planStage } from '../src/plan/plan-stage.ts';
import { trainingPlugin } from '../src/training-plugin.ts';

const soft = defineResponseKnowledge({
  id: 'soft',
  summary: 'KL at temperature 1',
  loss: ({ student, teacher }) => ({ soft: mean(softmaxKl(student, teacher, 1)) as never }),
});
const asItIs = (id: string) => defineConnector({ id, summary: 'as it is', create: () => ({ build: ({ student }) => ({ shape: student, apply: (x) => x }) }) });
const features = defineMapping({ id: 'features', summary: 'features', create: () => ({ pairs: () => [{ student: 'features', teacher: 'features' }] }) });

export async function tinyKernel(...more: Contribution[]): Promise<Kernel> {
  const container = createContainer();
  container.provide(FILES, { value: memoryFiles() });
  container.provide(OUTPUT, { value: () => undefined });
  const tiny = definePlugin({
    name: 'tiny',
    version: '0.1.0',
    kernel: '*',
    contributions: [soft, asItIs('auto'), asItIs('none'), asItIs('identity'), features, ...more],
  });
  return createKernel({ plugins: [modelsPlugin(), trainingPlugin(), tiny()], container }).ready();
}

export const SHAPE = [4];
export const CLASSES = 2;

export function tinySamples(size = 12): Samples {
  const draws = randomStream(1, 'tiny').at(0);
  const inputs = draws.normals(size * 4);
  const labels = Int32Array.from({ length: size }, (_, n) => (n % 4 === 3 ? -1 : inputs[n * 4]! > 0 ? 1 : 0));
  return { size, inputs, labels, ids: Int32Array.from({ length: size }, (_, n) => n) };
}

export const training: TrainingSpec = {
  epochs: 3,
  batch: 4,
  lastBatch: 'keep',
  optimizer: { id: 'sgd', rate: 0.1 },
  callbacks: [],
  evaluateEvery: 1,
  checkpointEvery: 0,
  logEvery: 1,
  augment: [],
};

export const learner: Learner = {
  name: 'student',
  student: { slot: 'student', model: { id: 'mlp', hidden: [3] } },
  teacher: { kind: 'teacher' },
  objective: { task: 0.5, terms: [{ knowledge: 'soft', weight: 1 }] },
};

export function stageOf(learners: readonly Learner[] = [learner], change: Partial<TrainingSpec> = {}): Stage {
  return { name: 'tiny', learners, view: 'transfer', training: { ...training, ...change } };
}

export interface TinyStage {
  readonly plan: Plan;
  readonly students: ReadonlyMap<string, Student>;
  dispose(): void;
}

/** Builds the models and plans the stage: the recipe's teacher, and one of an earlier stage in any other slot. Everything is released by `dispose`, or here when planning fails. */
export async function openStage(kernel: Kernel, stage: Stage, teacherClasses = CLASSES): Promise<TinyStage> {
  const random = randomStream(7, 'test');
  const students = new Map<string, Student>();
  for (const { student } of stage.learners) {
    students.set(student.slot, await kernel.make('family', student.model).build({ inputShape: SHAPE, classes: CLASSES, random: random.child(student.slot) }));
  }
  const teacherOf = async (name: string): Promise<Teacher> =>
    modelTeacher(await kernel.make('family', { id: 'mlp', hidden: [5] }).build({ inputShape: SHAPE, classes: teacherClasses, random: random.child(name) }));
  const teacher = await teacherOf('teacher');
  const earlier = await teacherOf('earlier');
  const release = (): void => {
    teacher.dispose();
    earlier.dispose();
    for (const student of students.values()) student.dispose();
  };
  try {
    const plan = planStage({
      stage,
      maker: kernel,
      students,
      teacherOf: ({ kind }) => (kind === 'slot' ? earlier : teacher),
      samples: 12,
      view: tinySamples(),
      shape: SHAPE,
      random,
    });
    return {
      plan,
      students,
      dispose() {
        plan.dispose();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

export function loaderOf(stage: Stage, samples = tinySamples()) {
  return batchLoader(samples, {
    shape: SHAPE,
    classes: CLASSES,
    batch: stage.training.batch,
    lastBatch: stage.training.lastBatch,
    shuffle: randomStream(2, 'order'),
  });
}

/** Trains to the end and gives the events, without snapshots' tensors. */
export async function trainTiny(tiny: TinyStage, callbacks: readonly Callback[] = [], more: Partial<TrainOptions> = {}): Promise<readonly StageEvent[]> {
  const events: StageEvent[] = [];
  for await (const event of trainStage({ plan: tiny.plan, loader: loaderOf(tiny.plan.stage), callbacks, ...more })) events.push(event);
  return events;
}
