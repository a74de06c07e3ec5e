// One arm: its strategy is asked for stages and told what came of them; then its student is measured, and whom the strategy names
// beside it.
import type { StrategyResult } from '@retort/kernel';
import { answers, forward } from '../evaluate/predict.ts';
import { Carried } from './carried.ts';
import { openTeacher } from './open-teacher.ts';
import { Cost, participantOf } from './participant.ts';
import { playStrategy } from './play-strategy.ts';
import type { RunEvent } from './run-event.ts';
import { runStage } from './run-stage.ts';
import type { Slots } from './slots.ts';
import { alsoName, contextOf } from './strategy-context.ts';
import { placeOf, slotsOf, type Taught, type World } from './world.ts';

/** Runs the arm to its end; false where it was interrupted. */
export async function* runArm(world: World, arm: string, taught: Taught): AsyncGenerator<RunEvent, boolean> {
  const { recipe, maker, seed } = world;
  const spec = recipe.arms[arm]!;
  const strategy = maker.make('strategy', spec.strategy, `arms.${arm}.strategy`);
  const stages = playStrategy(strategy.stages(contextOf(spec, world, taught)), maker, arm);
  const slots = slotsOf(world, taught.single);
  const carried = new Carried();
  const cost = new Cost();
  try {
    let next = await stages.next();
    while (next.done !== true) {
      const stage = next.value;
      const finished = yield* runStage({ ...world, stage, place: placeOf(world, arm, stage), slots, carried, taught });
      if (finished === undefined) return false;
      cost.add(stage, finished);
      next = await stages.next(finished.outcome);
    }
    const student = slots.get(next.value.slot, `the strategy of arm "${arm}"`);
    const measured = { name: arm, predict: forward(student), models: [student], cost: cost.total(), teacher: taught.participant };
    yield { kind: 'participant', participant: await participantOf(world, measured) };
    if (next.value.figures !== undefined) yield { kind: 'figures', seed, arm, figures: next.value.figures };
    yield* measureOthers(world, arm, taught, { result: next.value, slots, cost });
    yield { kind: 'student', seed, arm, student, keep: () => slots.keep(student) };
    return true;
  } finally {
    carried.dispose();
    slots.dispose();
  }
}

interface ArmEnd {
  readonly result: StrategyResult;
  readonly slots: Slots;
  readonly cost: Cost;
}

/** Whom the strategy names beside its student: each a participant of its own, with the cost of the stages that trained it. */
async function* measureOthers(world: World, arm: string, taught: Taught, { result, slots, cost }: ArmEnd): AsyncGenerator<RunEvent> {
  for (const [local, ref] of Object.entries(result.also ?? {})) {
    const name = alsoName(world.recipe, arm, local);
    const { teacher, models } = taught;
    const random = world.random.child(`also/${name}`);
    const opened = openTeacher(ref, { slots, teacher, models, maker: world.maker, random }, `"${local}" of arm "${arm}"`);
    try {
      const measured = {
        name,
        predict: answers(opened.teacher),
        models: opened.models,
        others: opened.teacher,
        cost: cost.total(opened.slots),
        teacher: taught.participant,
      };
      yield { kind: 'participant', participant: await participantOf(world, measured) };
    } finally {
      opened.dispose();
    }
  }
}
