// How well the models of a stage do, on the samples that outcomes are judged on: at the ends of epochs and at its own.
import type { DataParts } from '@retort/data';
import type { Metrics, Stage, StageOutcome, Student } from '@retort/kernel';
import { agreement, measure } from '../evaluate/measure.ts';
import { forward, predictLogits } from '../evaluate/predict.ts';
import type { FollowingModel } from '../loop/shadow.ts';
import type { Plan } from '../plan/plan.ts';
import { judgedOn } from './world.ts';

export interface JudgedModel {
  /** A learner's name, or a shadow's slot. */
  readonly name: string;
  readonly student: Student;
}

export function judgedModels({ learners }: Plan, shadows: readonly FollowingModel[]): readonly JudgedModel[] {
  return [...learners.map(({ name, student }) => ({ name, student })), ...shadows.map(({ slot, model }) => ({ name: slot, student: model }))];
}

/** `val_accuracy`, ... of a learner that is alone; `val_<name>_accuracy`, ... of several learners and of shadows. */
export async function evaluateEpoch(
  { learners }: Pick<Stage, 'learners'>,
  models: readonly JudgedModel[],
  data: DataParts,
  teacherPredictions: Int32Array | undefined,
): Promise<Metrics> {
  const logs: Record<string, number> = {};
  for (const { name, student } of models) {
    const { metrics, predictions } = await judge(student, data);
    const lead = learners.length === 1 && learners[0]!.name === name ? 'val_' : `val_${name}_`;
    for (const [metric, value] of Object.entries(metrics)) logs[`${lead}${metric}`] = value;
    if (teacherPredictions !== undefined) logs[`${lead}agreement`] = agreement(predictions, teacherPredictions);
  }
  return logs;
}

export async function outcomeOf(
  { name: stage }: Stage,
  models: readonly JudgedModel[],
  data: DataParts,
  { steps, reason }: { readonly steps: number; readonly reason: string },
): Promise<StageOutcome> {
  const learners: Record<string, Metrics> = {};
  for (const { name, student } of models) learners[name] = (await judge(student, data)).metrics;
  return { stage, steps, reason, judged: data.validation === undefined ? 'test' : 'validation', learners };
}

/** The outcome of a stage that is only planned: every number is NaN. */
export function plannedOutcome({ name: stage, learners, shadows = [] }: Stage, data: DataParts): StageOutcome {
  const metrics = unknownMetrics(data);
  const names = [...learners.map(({ name }) => name), ...shadows.map(({ slot }) => slot)];
  return {
    stage,
    steps: 0,
    reason: 'planned',
    judged: data.validation === undefined ? 'test' : 'validation',
    learners: Object.fromEntries(names.map((name) => [name, metrics])),
  };
}

/** All metrics that a model of this data has, NaN. */
export function unknownMetrics({ classes }: DataParts): Metrics {
  const { metrics } = measure(new Float32Array(0), new Int32Array(0), classes.length);
  return Object.fromEntries(Object.keys(metrics).map((name) => [name, Number.NaN]));
}

async function judge(student: Student, data: DataParts) {
  const samples = judgedOn(data);
  return measure(await predictLogits(forward(student), samples, data.shape, data.classes.length), samples.labels, data.classes.length);
}
