// A whole run in memory whose strategy is the test's own: the stages it yields, and what it does with their outcomes.
import { memoryDataset } from '@retort/data';
import { type FileSystem, memoryFiles } from '@retort/files';
import {
  type Contribution,
  defineStrategy,
  defineWeighting,
  type Recipe,
  type Stage,
  type StageOutcome,
  type StrategyContext,
  type StrategyResult,
} from '@retort/kernel';
import { ones, readAll } from '@retort/tensor';
import { fileStore } from '../src/run/file-store.ts';
import { planArms, type RecipePlan } from '../src/run/plan-arms.ts';
import type { Participant, RunEvent } from '../src/run/run-event.ts';
import { runRecipe } from '../src/run/run-recipe.ts';
import { CLASSES, learner, SHAPE, tinyKernel, tinySamples, training } from './tiny-stage.ts';

/** Members of a committee count alike. */
export const equal = defineWeighting({
  id: 'equal',
  summary: 'all the same',
  create: () => ({
    feeds: {},
    per: 'member',
    build:
      ({ members }) =>
      () =>
        ones([members]),
  }),
});

export type Script = (context: StrategyContext) => AsyncGenerator<Stage, StrategyResult, StageOutcome>;

/** Yields the stages whatever comes of them. */
export const inOrder = (stages: readonly Stage[], result: StrategyResult = { slot: 'student' }): Script =>
  async function* () {
    for (const stage of stages) yield stage;
    return result;
  };

export function recipeOf(change: Partial<Recipe> = {}): Recipe {
  const arm = { student: 'mlp', objective: learner.objective, strategy: 'scripted', view: 'full', training } as const;
  return {
    name: 'tiny',
    seeds: [1],
    engine: 'cpu',
    plugins: [],
    data: { source: 'given', test: 8, validation: 0, labels: 'all', fraction: 1 },
    teacher: { id: 'model', model: { id: 'mlp', hidden: [4] }, training: { ...training, epochs: 1 } },
    arms: { distilled: arm },
    report: { temperatures: [1], samples: 1 },
    ...change,
  };
}

export interface ScriptedRun {
  readonly events: readonly RunEvent[];
  readonly participants: readonly Participant[];
  /** Of the student of the last arm. */
  readonly weights: Readonly<Record<string, Float32Array>>;
  /** `arm/stage step`, of every step that was trained in this call. */
  readonly steps: readonly string[];
  readonly interrupted: boolean;
}

export interface ScriptedOptions {
  readonly recipe?: Recipe;
  readonly contributions?: readonly Contribution[];
  /** Where the run is kept; nowhere when absent. */
  readonly files?: FileSystem;
  /** Aborts after so many steps of this call. */
  readonly stopAt?: number;
  /** Of the data; 2 when absent. */
  readonly classes?: number;
}

async function open(script: Script, contributions: readonly Contribution[] = [], classes = CLASSES) {
  const scripted = defineStrategy({ id: 'scripted', summary: 'the stages of a test', create: () => ({ stages: script }) });
  const maker = await tinyKernel(scripted, ...contributions);
  const { inputs } = tinySamples(40);
  const labels = Int32Array.from({ length: 40 }, (_, n) => (classes === 2 ? Number(inputs[n * 4]! > 0) : n % classes));
  return { maker, dataset: await memoryDataset({ shape: SHAPE, classes, inputs, labels }) };
}

export async function runScript(script: Script, options: ScriptedOptions = {}): Promise<ScriptedRun> {
  const { maker, dataset } = await open(script, options.contributions, options.classes);
  const { files, stopAt, recipe = recipeOf() } = options;
  const store = files === undefined ? undefined : await fileStore({ files, folder: 'run', exporter: maker.make('exporter', 'layers') });
  const controller = new AbortController();
  const events: RunEvent[] = [];
  const steps: string[] = [];
  let weights: ScriptedRun['weights'] = {};
  try {
    for await (const event of runRecipe({ recipe, maker, dataset, signal: controller.signal, ...(store === undefined ? {} : { store }) })) {
      events.push(event);
      if (event.kind === 'stage' && event.event.kind === 'step') {
        steps.push(`${event.place.arm}/${event.place.stage} ${event.event.report.step}`);
        if (steps.length === stopAt) controller.abort();
      }
      if (event.kind === 'student') weights = await readAll({ ...event.student.trainables(), ...event.student.statistics() });
    }
  } finally {
    await store?.close();
    await maker.dispose();
  }
  const participants = events.flatMap((event) => (event.kind === 'participant' ? [event.participant] : []));
  return { events, participants, weights, steps, interrupted: events.some(({ kind }) => kind === 'interrupted') };
}

/** A disk on which a run may begin. */
export async function emptyDisk(): Promise<FileSystem> {
  const files = memoryFiles();
  await files.mkdir('run');
  return files;
}

export async function planScript(script: Script, options: Pick<ScriptedOptions, 'recipe' | 'contributions' | 'classes'> = {}): Promise<RecipePlan> {
  const { maker, dataset } = await open(script, options.contributions, options.classes);
  try {
    return await planArms({ recipe: options.recipe ?? recipeOf(), maker, dataset });
  } finally {
    await maker.dispose();
  }
}
