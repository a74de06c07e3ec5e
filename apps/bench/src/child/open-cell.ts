// A cell ready to be timed: engine, networks, data and plan, and the real training loop over them, held at its first batch.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchLoader } from '@retort/data';
import { createRetort } from '@retort/distill';
import { type Kernel, retortError, type Stage, type Student, type TrainingSpec } from '@retort/kernel';
import { randomStream, startEngine } from '@retort/tensor';
import { planStage, type StageEvent, trainStage } from '@retort/trainer';
import type { CellRequest, Question, Share } from '../protocol.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { openTeacher } from './open-teacher.ts';
import { type Pacer, paced } from './pacer.ts';
import { syntheticSamples } from './synthetic-samples.ts';
import { watchOperations } from './watch-operations.ts';

export interface Cell {
  readonly device: string;
  /** Wall time of so many steps more, in milliseconds. */
  turn(steps: number): Promise<number>;
  /** Turns in which tensor operations are watched, which makes them slower. */
  share(how: Pick<Extract<Question, { ask: 'share' }>, 'steps' | 'warm' | 'watched'>): Promise<Share>;
  /** How steps run, where the engine can capture them: `captured`, or why not. */
  readonly steps: string | undefined;
  /** Ends the loop and frees everything. */
  close(): Promise<void>;
}

/** More than anybody waits for. */
const EPOCHS = 1_000_000;

/** @param output - where lines for people go */
export async function openCell({ scenario, engine: choice, teacher: kind, seed }: CellRequest, output: (line: string) => void): Promise<Cell> {
  const { shape, classes, batch } = scenario;
  const random = randomStream(seed, 'bench');
  const owned: (() => unknown)[] = [];
  const release = async (): Promise<void> => {
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
    const teacher = await openTeacher(kind, { retort, scenario, samples: samples.size, random: random.child('teacher'), folder });
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
    const pacer = paced(loader);
    const stop = new AbortController();
    let steps: string | undefined;
    const training = drain(trainStage({ plan, loader: pacer.loader, callbacks: [], signal: stop.signal, capture: engine.capture }), (notice) => {
      steps = notice.reason ?? 'captured';
    });
    return {
      device: engine.device,
      get steps() {
        return steps;
      },
      turn: (count) => turn(pacer, training, count),
      async share({ steps: count, warm, watched }) {
        const turns = async (least: number): Promise<number> => {
          let ms = 0;
          do ms += await turn(pacer, training, count);
          while (ms < least);
          return ms;
        };
        const { result: ms, insideMs } = await watchOperations(async (begin) => {
          await turns(warm);
          begin();
          return turns(watched);
        });
        return { ms, insideMs };
      },
      async close() {
        stop.abort();
        pacer.release();
        await training;
        await release();
      },
    };
  } catch (error) {
    await release();
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

async function drain(events: AsyncIterable<StageEvent>, told: (notice: Extract<StageEvent, { kind: 'capture' }>) => void): Promise<void> {
  for await (const event of events) if (event.kind === 'capture') told(event);
}

/** A loop that ends, or fails, grants no more turns. */
function turn(pacer: Pacer, training: Promise<void>, steps: number): Promise<number> {
  const ended = training.then(() => {
    throw retortError('KD_E_BENCH_CHILD', { what: 'the training loop', expected: 'one that goes on', received: 'its end' });
  });
  return Promise.race([pacer.turn(steps), ended]);
}
