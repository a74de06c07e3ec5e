// Runs one stage of one arm: opens its models, plans it, trains it, stores it. A stage that finished before a resume is
// not trained again; one that was cut off continues at its newest checkpoint.
import type { NamedVariables, Stage } from '@retort/kernel';
import { disposeAll } from '@retort/tensor';
import type { StageSnapshot } from '../loop/stage-state.ts';
import { INTERRUPTED, type StageEvent, trainStage } from '../loop/train-stage.ts';
import { type Carried, storedModules } from './carried.ts';
import { checkStage } from './check-stage.ts';
import { composeStage } from './compose-stage.ts';
import { evaluateEpoch, judgedModels, outcomeOf } from './evaluate-stage.ts';
import { openModels, openSelector, type StageModels } from './open-models.ts';
import { briefStage } from './rehearsal.ts';
import type { Place, RunEvent } from './run-event.ts';
import type { FinishedStage } from './run-store.ts';
import type { Slots } from './slots.ts';
import { weightsOf } from './take-weights.ts';
import { trainingSamples } from './training-samples.ts';
import type { Taught, World } from './world.ts';

export interface StageRun extends Pick<World, 'maker' | 'data' | 'random' | 'store' | 'signal' | 'capture' | 'rehearsal'> {
  readonly stage: Stage;
  readonly place: Place;
  readonly slots: Slots;
  readonly carried: Carried;
  readonly taught: Taught;
}

/** `undefined` where the stage was interrupted: everything needed to resume is stored then. */
export async function* runStage(given: StageRun): AsyncGenerator<RunEvent, FinishedStage | undefined> {
  const run = given.rehearsal ? { ...given, stage: briefStage(given.stage) } : given;
  const { stage, place, slots, carried, store, data } = run;
  const { teacher, predictions } = run.taught;
  checkStage(stage);
  // Before the models of this stage are opened: who selects must have been there.
  const selector = openSelector(stage, { slots, teacher });
  const models = await openModels(stage, slots, data.classes.length);

  const done = await store?.finished(place, weightsBySlot(models));
  if (done !== undefined) {
    carried.restore(done.modules);
    yield { kind: 'stage-done', place, outcome: done.finished.outcome };
    return done.finished;
  }
  const samples = await trainingSamples(run, selector, run.rehearsal);
  const capture = run.rehearsal ? undefined : run.capture;
  const { dispose, ...composed } = composeStage({ ...run, teacher, capture }, models, samples);
  const { plan } = composed;
  let resume: StageSnapshot | undefined;
  let end: Extract<StageEvent, { kind: 'end' }> | undefined;
  let time = { steps: 0, ms: 0 };
  try {
    carried.resume(plan);
    const stored = await store?.latest(place);
    resume = stored?.snapshot;
    for (const { step, reason } of stored?.skipped ?? []) yield { kind: 'checkpoint-skipped', place, step, reason };
    await store?.begin(place, resume?.data.step ?? 0);
    const judged = judgedModels(plan, models.shadows);
    const events = trainStage({
      ...composed,
      shadows: models.shadows,
      capture,
      label: `seed-${place.seed}/${place.arm}/${stage.name}`,
      evaluate: () => evaluateEpoch(stage, judged, data, predictions),
      ...(resume === undefined ? {} : { resume }),
      ...(run.signal === undefined ? {} : { signal: run.signal }),
    });
    for await (const event of events) {
      if (event.kind === 'checkpoint') {
        await store?.checkpoint(place, event.step, event.snapshot);
        yield { kind: 'checkpoint', place, step: event.step };
        continue;
      }
      if (event.kind === 'save') {
        await store?.save(place, event.name, models.students);
        continue;
      }
      if (event.kind === 'step') time = { steps: time.steps + 1, ms: time.ms + event.report.ms };
      if (event.kind === 'step' || event.kind === 'epoch') await store?.log({ ...place, event: event.kind, ...event.report });
      if (event.kind === 'end') end = event;
      yield { kind: 'stage', place, event };
    }
    if (end!.reason === INTERRUPTED) {
      yield { kind: 'interrupted', place, step: end!.steps };
      return undefined;
    }
    const finished: FinishedStage = { outcome: await outcomeOf(stage, judged, data, end!), msPerStep: time.ms / Math.max(1, time.steps) };
    await store?.finish(place, finished, { ...weightsBySlot(models), ...storedModules(plan) });
    carried.take(plan);
    return finished;
  } finally {
    dispose();
    disposeAll(resume?.tensors ?? {});
  }
}

function weightsBySlot({ students, shadows }: StageModels): NamedVariables {
  const models = [...students, ...shadows.map(({ slot, model }) => [slot, model] as const)];
  return Object.fromEntries(models.flatMap(([slot, model]) => Object.entries(weightsOf(model)).map(([name, variable]) => [`${slot}/${name}`, variable])));
}
