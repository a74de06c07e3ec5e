// Runs one stage of one arm: opens its models, plans it, trains it, stores it. A stage that finished before a resume is
// not trained again; one that was cut off continues at its newest checkpoint.

import { batchLoader, type DataParts } from '@retort/data';
import type { Batch, Maker, Metrics, NamedVariables, RandomStream, Samples, Stage, StageOutcome, Student, Teacher } from '@retort/kernel';
import { agreement, measure } from '../evaluate/measure.ts';
import { predictLogits } from '../evaluate/predict.ts';
import type { StageSnapshot } from '../loop/stage-state.ts';
import { INTERRUPTED, type StageEvent, trainStage } from '../loop/train-stage.ts';
import type { Plan } from '../plan/plan.ts';
import { planStage } from '../plan/plan-stage.ts';
import { checkStage } from './check-stage.ts';
import type { Place, RunEvent } from './run-event.ts';
import type { FinishedStage, RunStore } from './run-store.ts';
import type { Slots } from './slots.ts';

export interface StageRun {
  readonly stage: Stage;
  readonly place: Place;
  readonly maker: Maker;
  readonly slots: Slots;
  readonly data: DataParts;
  readonly random: RandomStream;
  readonly teacher: Teacher | undefined;
  /** The teacher's predictions on the samples that epochs are evaluated on, for agreement. */
  readonly teacherPredictions: Int32Array | undefined;
  readonly store: RunStore | undefined;
  readonly signal: AbortSignal | undefined;
}

/** `undefined` where the stage was interrupted: everything needed to resume is stored then. */
export async function* runStage(run: StageRun): AsyncGenerator<RunEvent, FinishedStage | undefined> {
  const { stage, place, slots, store } = run;
  checkStage(stage);
  const label = `seed-${place.seed}/${place.arm}/${stage.name}`;
  const students = new Map<string, Student>();
  for (const learner of stage.learners) students.set(learner.student.slot, await slots.open(learner.student, `student of ${label}`));

  const done = await store?.finished(place, weightsOf(students));
  if (done !== undefined) {
    yield { kind: 'stage-done', place, outcome: done.outcome };
    return done;
  }
  const samples = run.data[stage.view];
  const { plan, loader, callbacks } = composeStage(run, students, samples);
  let resume: StageSnapshot | undefined;
  let end: Extract<StageEvent, { kind: 'end' }> | undefined;
  let time = { steps: 0, ms: 0 };
  try {
    const stored = await store?.latest(place);
    resume = stored?.snapshot;
    for (const { step, reason } of stored?.skipped ?? []) yield { kind: 'checkpoint-skipped', place, step, reason };
    await store?.begin(place, resume?.data.step ?? 0);
    const evaluate = () => evaluateLearners(run, plan);
    const events = trainStage({
      plan,
      loader,
      callbacks,
      label,
      evaluate,
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
        await store?.save(place, event.name, students);
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
    const finished: FinishedStage = { outcome: await outcomeOf(run, plan, end!), msPerStep: time.ms / Math.max(1, time.steps) };
    await store?.finish(place, finished, weightsOf(students));
    return finished;
  } finally {
    plan.dispose();
    disposeSnapshot(resume);
  }
}

/** Everything of a stage that can be made, and can be wrong, before its first batch. */
export function composeStage(
  run: Pick<StageRun, 'stage' | 'maker' | 'data' | 'random' | 'teacher' | 'slots'>,
  students: ReadonlyMap<string, Student>,
  samples: Samples,
) {
  const { stage, maker, data, random } = run;
  const { training } = stage;
  const plan = planStage({
    stage,
    maker,
    students,
    teacherOf: (ref) => (ref.kind === 'slot' ? run.slots.teacher(ref.slot, `a teacher in stage "${stage.name}"`) : run.teacher),
    samples: samples.size,
    view: samples,
    shape: data.shape,
    random: random.child('plan'),
  });
  try {
    // The order of samples follows the first learner's slot, so a stage of another name trains the same way.
    const order = random.child(`order/${stage.learners[0]!.student.slot}`);
    const augment = training.augment.map((item, index) => maker.make('augmentation', item, `training.augment[${index}]`));
    const loader = batchLoader(samples, {
      shape: data.shape,
      classes: data.classes.length,
      batch: training.batch,
      lastBatch: training.lastBatch,
      sampler: training.sampler,
      shuffle: order.child('shuffle'),
      augment,
      random: order.child('augment'),
    });
    const callbacks = training.callbacks.map((item, index) => maker.make('callback', item, `training.callbacks[${index}]`));
    return { plan, loader, callbacks };
  } catch (error) {
    plan.dispose();
    throw error;
  }
}

function weightsOf(students: ReadonlyMap<string, Student>): NamedVariables {
  return Object.fromEntries(
    [...students].flatMap(([slot, student]) =>
      Object.entries({ ...student.trainables(), ...student.statistics() }).map(([name, variable]) => [`${slot}/${name}`, variable]),
    ),
  );
}

/** Epochs are judged on the validation samples where there are some, else on the test samples (and then nothing may be chosen by them). */
async function evaluateLearners({ data, teacherPredictions }: StageRun, plan: Plan): Promise<Metrics> {
  const samples = data.validation ?? data.test;
  const logs: Record<string, number> = {};
  for (const learner of plan.learners) {
    const logits = await predictLogits(forward(learner.student), samples, data.shape, data.classes.length);
    const { metrics, predictions } = measure(logits, samples.labels, data.classes.length);
    const lead = plan.learners.length === 1 ? 'val_' : `val_${learner.name}_`;
    for (const [name, value] of Object.entries(metrics)) logs[`${lead}${name}`] = value;
    if (teacherPredictions !== undefined) logs[`${lead}agreement`] = agreement(predictions, teacherPredictions);
  }
  return logs;
}

async function outcomeOf({ data, stage }: StageRun, plan: Plan, { steps, reason }: { readonly steps: number; readonly reason: string }): Promise<StageOutcome> {
  const judged = data.validation ?? data.test;
  const learners: Record<string, Metrics> = {};
  for (const { name, student } of plan.learners) {
    const logits = await predictLogits(forward(student), judged, data.shape, data.classes.length);
    learners[name] = measure(logits, judged.labels, data.classes.length).metrics;
  }
  return { stage: stage.name, steps, reason, judged: data.validation === undefined ? 'test' : 'validation', learners };
}

export function forward(student: Student): (batch: Batch) => ReturnType<Student['forward']>['logits'] {
  return ({ inputs }) => student.forward(inputs, { training: false, taps: [] }).logits;
}

function disposeSnapshot(snapshot: StageSnapshot | undefined): void {
  for (const tensor of Object.values(snapshot?.tensors ?? {})) tensor.dispose();
}
