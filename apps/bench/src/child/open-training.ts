// What a cell trains: engine, networks, data and plan of a scenario. Takes no step.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BatchLoader, batchLoader } from '@retort/data';
import { createRetort } from '@retort/distill';
import { type EngineSession, type Kernel, retortError, type Stage, type Student, type TrainingSpec } from '@retort/kernel';
import { randomStream, startEngine } from '@retort/tensor';
import { type Plan, planStage } from '@retort/trainer';
import type { CellRequest } from '../protocol.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { openTeacher } from './open-teacher.ts';
import { syntheticSamples } from './synthetic-samples.ts';

export interface Training {
  readonly engine: EngineSession;
  readonly plan: Plan;
  readonly loader: BatchLoader;
  /** Frees everything. */
  close(): Promise<void>;
}

/** More than anybody waits for. */
const EPOCHS = 1_000_000;

/** @param output - where lines for people go */
export async function openTraining({ scenario, engine: choice, teacher: kind, seed }: CellRequest, output: (line: string) => void): Promise<Training> {
  const { shape, classes, batch } = scenario;
  const random = randomStream(seed, 'bench');
  const owned: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const free of owned.splice(0).reverse()) await free();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'retort-bench-'));
    owned.push(() => rm(folder, { recursive: true }));
    const retort = await createRetort({ output });
    owned.push(() => retort.dispose());
    const engine = await startEngine(retort, choice);
    owned.push(() => engine.dispose());

    const samples = syntheticSamples(batch * scenario.steps, shape, classes, random.child('samples'));
    const teacher = await openTeacher(kind, { retort, scenario, random: random.child('teacher'), folder });
    owned.push(() => teacher?.dispose());
    const stage = await firstStage(retort, scenario);
    const students = new Map<string, Student>();
    for (const { student } of stage.learners) {
      const built = await retort.make('family', student.model).build({ inputShape: shape, classes, random: random.child(student.slot) });
      students.set(student.slot, built);
      owned.push(() => built.dispose());
    }
    const plan = planStage({ stage, maker: retort, students, teacherOf: () => teacher, samples: samples.size, view: samples, shape, random });
    owned.push(() => plan.dispose());

    const onDevice = engine.capture !== undefined;
    const loader = batchLoader(samples, { shape, classes, batch, lastBatch: 'drop', shuffle: random.child('order'), onDevice });
    owned.push(() => loader.dispose());
    return { engine, plan, loader, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the strategy of a scenario begins with. */
async function firstStage(retort: Kernel, { student, strategy, objective, batch, steps, optimizer }: Scenario): Promise<Stage> {
  // The device is read once an epoch: in the step that ends a turn.
  const training: TrainingSpec = {
    epochs: EPOCHS,
    batch,
    lastBatch: 'drop',
    optimizer,
    callbacks: [],
    evaluateEvery: EPOCHS,
    checkpointEvery: EPOCHS * steps,
    logEvery: steps,
    augment: [],
  };
  const stages = retort.make('strategy', strategy).stages({
    student,
    teacher: { kind: 'teacher' },
    objective,
    view: 'full',
    training,
    judged: 'test',
    name: (local) => local,
    strategy: (choice) => retort.make('strategy', choice),
    parameters: () => Promise.reject(new Error('no strategy of a scenario asks for the size of a model')),
  });
  const { value, done } = await stages.next();
  if (done) throw retortError('KD_E_BENCH_CHOICE', { what: 'the strategy of a scenario', expected: 'one with a stage', received: JSON.stringify(strategy) });
  return value;
}
