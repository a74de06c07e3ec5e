// Plans without training: every stage of the teacher's members and of every arm, as data. Strategies are told outcomes in which
// every number is NaN, so one that decides by outcomes shows one way that it may take.
import { openData } from '@retort/data';
import type { Choice, MergeSpec, ModelMember, Stage, StrategyResult, TeacherSource } from '@retort/kernel';
import { randomStream } from '@retort/tensor';
import { describePlan, type PlanDescription } from '../plan/describe-plan.ts';
import { checkStage } from './check-stage.ts';
import { composeStage } from './compose-stage.ts';
import { plannedOutcome, unknownMetrics } from './evaluate-stage.ts';
import { memberParts, memberStage } from './member-stage.ts';
import { openModels, openSelector } from './open-models.ts';
import { openTeacher } from './open-teacher.ts';
import { playStrategy } from './play-strategy.ts';
import { joinSource, modelsOf, singleOf } from './prepare-teacher.ts';
import { checkArms, type RunInput } from './run-recipe.ts';
import type { Slots } from './slots.ts';
import { alsoName, contextOf } from './strategy-context.ts';
import { plannedSamples } from './training-samples.ts';
import { slotsOf, type Taught, TEACHER_ARM, UNTAUGHT, type World } from './world.ts';

export interface PlannedStage {
  readonly stage: Stage;
  /** Samples that it is trained on. */
  readonly samples: number;
  readonly stepsPerEpoch: number;
  readonly plan: PlanDescription;
}

export interface PlannedArm {
  /** `teacher` for the teacher's members. */
  readonly arm: string;
  readonly strategy?: Choice;
  readonly stages: readonly PlannedStage[];
  /** False where the strategy was not followed to its end: after 64 stages. */
  readonly complete: boolean;
  /** Whom the strategy measures beside its student. */
  readonly also?: StrategyResult['also'];
}

export interface PlannedMember extends Pick<ModelMember, 'name' | 'classes'> {
  /** Absent where it is no network of the run. */
  readonly model?: Choice;
}

export interface RecipePlan {
  /** Absent where the recipe has none. */
  readonly teacher?: { readonly members: readonly PlannedMember[]; readonly merge?: MergeSpec };
  /** The teacher's members first, where there are any to train; then the arms in the recipe's order. */
  readonly arms: readonly PlannedArm[];
}

/** Stages of one arm at most. */
const LONGEST = 64;

type Told = Pick<World, 'recipe' | 'maker' | 'data' | 'random'>;

/** Throws what a run would throw before its first batch. Models are built and dropped; nothing is trained, no sample is read. */
export async function planArms({ recipe, maker, dataset }: Pick<RunInput, 'recipe' | 'maker' | 'dataset'>): Promise<RecipePlan> {
  checkArms(recipe);
  const seed = recipe.seeds[0]!;
  const world: Told = { recipe, maker, data: openData(dataset, recipe.data, seed), random: randomStream(seed, 'run') };
  const source = recipe.teacher === undefined ? undefined : maker.make('teacher', recipe.teacher, 'teacher');
  const teachers = slotsOf(world);
  let taught = UNTAUGHT;
  try {
    const arms: PlannedArm[] = [];
    if (source !== undefined) {
      const stages = await planMembers(world, source, teachers);
      if (stages.length > 0) arms.push({ arm: TEACHER_ARM, stages, complete: true });
      const [models, single] = [modelsOf(source, teachers), singleOf(source, teachers)];
      taught = { ...UNTAUGHT, teacher: await joinSource(source, world, teachers), models, single, metrics: unknownMetrics(world.data) };
    }
    for (const arm of Object.keys(recipe.arms)) arms.push(await planArm(world, arm, taught));
    return { ...(source === undefined ? {} : { teacher: describeSource(source) }), arms };
  } finally {
    taught.teacher?.dispose();
    teachers.dispose();
  }
}

async function planMembers(world: Told, { members }: TeacherSource, slots: Slots): Promise<readonly PlannedStage[]> {
  const stages: PlannedStage[] = [];
  for (const member of members) {
    if (member.open !== undefined) continue;
    const { parts } = memberParts(member, world.data);
    const stage = memberStage(member, world.maker);
    if (stage === undefined) await slots.open({ slot: member.name, model: member.model }, `teacher "${member.name}"`, parts.classes.length);
    else stages.push(await planOne({ ...world, data: parts }, stage, slots, UNTAUGHT));
  }
  return stages;
}

async function planArm(world: Told, arm: string, taught: Taught): Promise<PlannedArm> {
  const { recipe, maker } = world;
  const spec = recipe.arms[arm]!;
  const strategy = maker.make('strategy', spec.strategy, `arms.${arm}.strategy`);
  const playing = playStrategy(strategy.stages(contextOf(spec, world, taught)), maker, arm);
  const slots = slotsOf(world, taught.single);
  const stages: PlannedStage[] = [];
  try {
    let next = await playing.next();
    while (next.done !== true) {
      if (stages.length === LONGEST) return { arm, strategy: spec.strategy, stages, complete: false };
      stages.push(await planOne(world, next.value, slots, taught));
      next = await playing.next(plannedOutcome(next.value, world.data));
    }
    const { slot, also } = next.value;
    slots.get(slot, `the strategy of arm "${arm}"`);
    for (const [local, ref] of Object.entries(also ?? {})) {
      alsoName(recipe, arm, local);
      openTeacher(ref, { ...world, ...taught, slots }, `"${local}" of arm "${arm}"`).dispose();
    }
    return { arm, strategy: spec.strategy, stages, complete: true, ...(also === undefined ? {} : { also }) };
  } finally {
    slots.dispose();
  }
}

async function planOne(world: Told, stage: Stage, slots: Slots, { teacher }: Taught): Promise<PlannedStage> {
  const { data } = world;
  checkStage(stage);
  openSelector(stage, { slots, teacher });
  const models = await openModels(stage, slots, data.classes.length);
  const samples = plannedSamples({ ...world, stage });
  const { plan, loader } = composeStage({ ...world, stage, slots, teacher }, models, samples);
  try {
    return { stage, samples: samples.samples.size, stepsPerEpoch: loader.stepsPerEpoch, plan: describePlan(plan) };
  } finally {
    plan.dispose();
  }
}

function describeSource({ members, merge }: TeacherSource): NonNullable<RecipePlan['teacher']> {
  return {
    members: members.map(({ name, model, classes }) => ({ name, ...(model === undefined ? {} : { model }), ...(classes === undefined ? {} : { classes }) })),
    ...(merge === undefined ? {} : { merge }),
  };
}
