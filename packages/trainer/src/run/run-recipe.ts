// A whole run: for every seed the data are split, the teacher's members are trained, and every arm's strategy is asked for
// stages and told what came of them. Resuming walks the same way: finished stages are restored, not trained.

import { openData } from '@retort/data';
import {
  type ArmSpec,
  checkId,
  type Dataset,
  type Maker,
  type MemberSpec,
  type Metrics,
  type Recipe,
  retortError,
  type Stage,
  type StrategyContext,
  type Student,
  type Teacher,
} from '@retort/kernel';
import { randomStream } from '@retort/tensor';
import { agreement, measure } from '../evaluate/measure.ts';
import { type Predictor, predictLogits } from '../evaluate/predict.ts';
import { joinMembers } from '../teacher/join-members.ts';
import { limitParts } from './limit-parts.ts';
import type { Participant, Place, RunEvent } from './run-event.ts';
import { forward, runStage, type StageRun } from './run-stage.ts';
import type { FinishedStage, RunStore } from './run-store.ts';
import { Slots } from './slots.ts';
import { contextOf } from './strategy-context.ts';

export interface RunInput {
  readonly recipe: Recipe;
  readonly maker: Maker;
  readonly dataset: Dataset;
  readonly store?: RunStore;
  readonly signal?: AbortSignal;
  /** Keeps only so many samples of every view: for a rehearsal of the whole run. */
  readonly limit?: number;
}

/** The arm under which the teacher's own stages stand. */
export const TEACHER_ARM = 'teacher';

/** What one seed is run in. */
interface World extends Pick<StageRun, 'maker' | 'data' | 'random' | 'store' | 'signal'> {
  readonly recipe: Recipe;
  readonly seed: number;
}

interface Taught {
  readonly teacher: Teacher | undefined;
  readonly participant: Participant | undefined;
  /** Predictions, and metrics, on the samples that epochs are evaluated on. */
  readonly predictions: Int32Array | undefined;
  readonly metrics: Metrics | undefined;
}

/** Ends early, after an `interrupted` event, when the signal is aborted. The engine must have been started. */
export async function* runRecipe({ recipe, maker, dataset, store, signal, limit }: RunInput): AsyncGenerator<RunEvent, void> {
  for (const arm of Object.keys(recipe.arms)) {
    checkId(arm, 'name of an arm');
    if (arm === TEACHER_ARM)
      throw retortError('KD_E_ID_INVALID', { what: 'the name of an arm', expected: `anything but "${TEACHER_ARM}"`, received: `"${arm}"` });
  }
  for (const [index, seed] of recipe.seeds.entries()) {
    yield { kind: 'seed', seed, index, count: recipe.seeds.length };
    const data = limitParts(openData(dataset, recipe.data, seed), limit);
    const world: World = { recipe, seed, maker, data, random: randomStream(seed, 'run'), store, signal };
    const teachers = slotsOf(world);
    try {
      const taught = yield* prepareTeacher(world, teachers);
      if (taught === undefined) return;
      if (taught.participant !== undefined) yield { kind: 'participant', participant: taught.participant };
      for (const arm of Object.keys(recipe.arms)) {
        if (!(yield* runArm(world, arm, taught))) return;
      }
    } finally {
      teachers.dispose();
    }
  }
}

/** Trains the members that come untrained, joins them, measures the result. `undefined` where interrupted. */
async function* prepareTeacher(world: World, slots: Slots): AsyncGenerator<RunEvent, Taught | undefined> {
  const { recipe, maker, data } = world;
  if (recipe.teacher === undefined) return { teacher: undefined, participant: undefined, predictions: undefined, metrics: undefined };
  const source = maker.make('teacher', recipe.teacher, 'teacher');
  const cost = new Cost();
  for (const member of source.members) {
    const stage = memberStage(member, maker);
    if (stage === undefined) {
      await slots.open({ slot: member.name, model: member.model }, `teacher "${member.name}"`);
      continue;
    }
    const finished = yield* runStage({ ...world, stage, place: placeOf(world, TEACHER_ARM, stage), slots, teacher: undefined, teacherPredictions: undefined });
    if (finished === undefined) return undefined;
    cost.add(finished);
    yield { kind: 'member', seed: world.seed, member: member.name, student: slots.get(member.name, 'teacher') };
  }
  const members = source.members.map(({ name }) => slots.teacher(name, 'teacher'));
  const teacher = joinMembers(source, members, maker, world.random.child('teacher'));
  const predict: Predictor = async (batch) => (await teacher.observe(batch, [])).logits;
  const judged = data.validation ?? data.test;
  const classes = data.classes.length;
  const { predictions, metrics } = measure(await predictLogits(predict, judged, data.shape, classes), judged.labels, classes);
  const models = source.members.map(({ name }) => slots.get(name, 'teacher'));
  return { teacher, predictions, metrics, participant: await participantOf(world, TEACHER_ARM, predict, models, cost, undefined) };
}

/** Runs one arm to its end; false where it was interrupted. */
async function* runArm(world: World, arm: string, taught: Taught): AsyncGenerator<RunEvent, boolean> {
  const { recipe, maker, seed } = world;
  const spec = recipe.arms[arm]!;
  const strategy = maker.make('strategy', spec.strategy, `arms.${arm}.strategy`);
  const stages = strategy.stages(strategyContextOf(world, spec, taught));
  const slots = slotsOf(world);
  const cost = new Cost();
  const seen = new Set<string>();
  try {
    let next = await stages.next();
    while (next.done !== true) {
      const stage = next.value;
      if (seen.has(stage.name))
        throw retortError('KD_E_RUN_STAGE', {
          what: `the strategy of arm "${arm}"`,
          expected: 'stages with different names',
          received: `"${stage.name}" twice`,
        });
      seen.add(stage.name);
      const finished = yield* runStage({
        ...world,
        stage,
        place: placeOf(world, arm, stage),
        slots,
        teacher: taught.teacher,
        teacherPredictions: taught.predictions,
      });
      if (finished === undefined) return false;
      cost.add(finished);
      next = await stages.next(finished.outcome);
    }
    const student = slots.get(next.value.slot, `the strategy of arm "${arm}"`);
    yield { kind: 'participant', participant: await participantOf(world, arm, forward(student), [student], cost, taught.participant) };
    yield { kind: 'student', seed, arm, student, keep: () => slots.keep(student) };
    return true;
  } finally {
    slots.dispose();
  }
}

function strategyContextOf(world: World, spec: ArmSpec, taught: Taught): StrategyContext {
  return contextOf(spec, {
    maker: world.maker,
    data: world.data,
    random: world.random,
    source: world.recipe.teacher === undefined ? undefined : world.maker.make('teacher', world.recipe.teacher, 'teacher'),
    metrics: taught.metrics,
  });
}

export function slotsOf({ maker, random, data }: Pick<World, 'maker' | 'random' | 'data'>): Slots {
  return new Slots({ maker, random: random.child('init'), inputShape: data.shape, classes: data.classes.length });
}

function placeOf({ seed }: World, arm: string, { name: stage }: Stage): Place {
  return { seed, arm, stage };
}

/** A teacher sees every label; its stage carries its member's name. None for a member whose model comes trained. */
export function memberStage({ name, model, training }: MemberSpec, maker: Maker): Stage | undefined {
  if (training === undefined) {
    if (maker.make('family', model, `teacher "${name}"`).trained !== true) {
      throw retortError('KD_E_RUN_UNTRAINED', {
        what: `the teacher "${name}"`,
        expected: '`training`, or a model that comes trained',
        received: JSON.stringify(model),
      });
    }
    return undefined;
  }
  return { name, view: 'full', training, learners: [{ name, student: { slot: name, model }, objective: { task: 1, terms: [] } }] };
}

async function participantOf(
  world: World,
  name: string,
  predict: Predictor,
  models: readonly Student[],
  cost: Cost,
  teacher: Participant | undefined,
): Promise<Participant> {
  const { data, seed } = world;
  const logits = await predictLogits(predict, data.test, data.shape, data.classes.length);
  const measurement = measure(logits, data.test.labels, data.classes.length);
  const agrees = teacher === undefined ? {} : { agreement: agreement(measurement.predictions, teacher.measurement.predictions) };
  const variables = models.flatMap((model) => Object.values(model.trainables()));
  return {
    seed,
    name,
    metrics: { ...measurement.metrics, ...agrees },
    measurement,
    logits,
    parameters: variables.reduce((total, variable) => total + variable.size, 0),
    steps: cost.steps,
    msPerStep: cost.msPerStep,
  };
}

/** Steps and time of several stages. */
class Cost {
  steps = 0;
  #ms = 0;

  add({ outcome, msPerStep }: FinishedStage): void {
    this.steps += outcome.steps;
    this.#ms += outcome.steps * msPerStep;
  }

  get msPerStep(): number {
    return this.steps === 0 ? 0 : this.#ms / this.steps;
  }
}
