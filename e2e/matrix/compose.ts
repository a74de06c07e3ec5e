// One cell of the matrix: the stages that a strategy makes of an objective, each planned, stepped and judged. A cell that is
// refused with a reason, before a step, is a result; whatever else goes wrong is a fault.
import {
  type Choice,
  type Kernel,
  type ObjectiveSpec,
  RetortError,
  type Samples,
  type Stage,
  type StageOutcome,
  type StrategyContext,
  type Student,
  type TrainingSpec,
} from '@retort/kernel';
import { randomStream } from '@retort/tensor';
import { strategyContext } from '@retort/testing';
import { measure, planStage, predictLogits } from '@retort/trainer';
import { judgeSteps } from './judge-steps.ts';
import { augmentFor } from './requirements.ts';
import { batchOf, CLASSES, SHAPE } from './scenes.ts';
import type { StageModels, Taught } from './stage-models.ts';

export interface Composer {
  readonly retort: Kernel;
  readonly models: StageModels;
  readonly samples: Samples;
}

export interface Cell {
  readonly student: Choice;
  readonly teacher: Choice;
  readonly strategy: Choice;
  readonly objective: ObjectiveSpec;
}

export interface Result {
  /** Stages that took their steps. */
  readonly stages: number;
  /** Whether a term of the objective was in one of them. */
  readonly hasTerms: boolean;
  /** Why it has no meaning. */
  readonly refusal?: RetortError;
  readonly faults: readonly string[];
}

/** A strategy is played so far: by then it has built on an outcome twice. */
const STAGES = 3;

/** These say that the matrix asked in a wrong way, or hide a mistake of the program: no reason why a combination has no meaning. */
const NO_REASON = ['KD_E_OPTIONS_INVALID', 'KD_E_ID_UNKNOWN', 'KD_E_CHOICE_INVALID', 'KD_E_CREATE', 'KD_E_TAP_UNKNOWN'];

/** The weight of an objective is large, and every gradient is cut to one length, so a step goes equally far whatever the scale of a method. The momentum only keeps it. */
const training: TrainingSpec = {
  epochs: 1,
  batch: 8,
  lastBatch: 'keep',
  optimizer: { id: 'sgd', rate: 1, momentum: 1e-6 },
  clip: 0.005,
  callbacks: [],
  evaluateEvery: 1,
  checkpointEvery: 0,
  logEvery: 1,
  augment: [],
};

export async function compose(composer: Composer, { student, teacher, strategy, objective }: Cell): Promise<Result> {
  const { retort, models } = composer;
  const taught = await models.taught(teacher);
  models.reset();
  const before = models.aliveBeside();
  const faults: string[] = [];
  let stages = 0;
  let hasTerms = false;
  let refusal: RetortError | undefined;
  try {
    const playing = retort.make('strategy', strategy).stages(contextOf(retort, { student, teacher, strategy, objective }));
    let next = await playing.next();
    while (next.done !== true && stages < STAGES) {
      const outcome = await playStage(composer, next.value, taught, faults);
      hasTerms ||= next.value.learners.some((learner) => learner.objective.terms.length > 0);
      stages += 1;
      next = await playing.next(outcome);
    }
  } catch (error) {
    if (isReason(error)) refusal = error;
    else faults.push(`throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  models.reset();
  const after = models.aliveBeside();
  if (after.tensors !== before.tensors || after.buffers !== before.buffers)
    faults.push(`leaves ${after.tensors - before.tensors} tensors and ${after.buffers - before.buffers} buffers behind`);
  if (refusal !== undefined && stages > 0 && !(await isRefusedUnplayed(composer, { student, teacher, strategy, objective }, taught)))
    faults.push(`is refused at stage ${stages + 1}, and not before the first: ${refusal.message}`);
  return { stages, hasTerms, faults, ...(refusal === undefined ? {} : { refusal }) };
}

/** Whether planning the stages is enough to refuse them, as it is done before a run: then nothing would have been trained. */
async function isRefusedUnplayed(composer: Composer, cell: Cell, taught: Taught): Promise<boolean> {
  try {
    const playing = composer.retort.make('strategy', cell.strategy).stages(contextOf(composer.retort, cell));
    let next = await playing.next();
    for (let stages = 0; next.done !== true && stages < STAGES; stages++) {
      const { plan } = await openPlan(composer, next.value, taught);
      const learners = Object.fromEntries(plan.learners.map(({ name }) => [name, { accuracy: Number.NaN }]));
      plan.dispose();
      next = await playing.next({ stage: next.value.name, steps: 0, reason: 'planned', judged: 'validation', learners });
    }
    return false;
  } catch (error) {
    if (isReason(error)) return true;
    throw error;
  }
}

function contextOf(retort: Kernel, { student, teacher, objective }: Cell): StrategyContext {
  const augment = augmentFor(...objective.terms.map(({ knowledge }) => knowledge));
  const { teacherModel: _, ...context } = strategyContext(
    { student, objective, view: 'transfer', training: { ...training, augment } },
    retort.list('strategy'),
  );
  const { members } = retort.make('teacher', teacher);
  return { ...context, ...(members.length === 1 ? { teacherModel: members[0]!.model } : {}) };
}

function isReason(error: unknown): error is RetortError {
  if (!RetortError.is(error) || NO_REASON.includes(error.code)) return false;
  // A rehearsal that failed on its shapes; one that failed by a slip of the program is no reason.
  return !(error.cause instanceof TypeError || error.cause instanceof ReferenceError);
}

async function openPlan({ retort, models, samples }: Composer, stage: Stage, { teacher }: Taught) {
  const students = new Map<string, Student>();
  for (const { student } of stage.learners) students.set(student.slot, (await models.slot(student.slot, student.model)).student);
  // Three steps do not move them: they answer as they began.
  for (const { slot, of } of stage.shadows ?? []) await models.slot(slot, stage.learners.find(({ name }) => name === of)!.student.model);
  const augment = stage.training.augment.map((choice) => retort.make('augmentation', choice, `stage "${stage.name}"`));
  const plan = planStage({
    stage,
    maker: retort,
    students,
    teacherOf: (ref) => (ref.kind === 'slot' ? models.teacherOf(ref.slot) : teacher),
    samples: samples.size,
    view: samples,
    shape: SHAPE,
    copies: Math.max(1, ...augment.map(({ copies = 1 }) => copies)),
    random: randomStream(7, 'matrix'),
  });
  return { plan, students, augment };
}

async function playStage(composer: Composer, stage: Stage, taught: Taught, faults: string[]): Promise<StageOutcome> {
  const { models, samples } = composer;
  const { plan, students, augment } = await openPlan(composer, stage, taught);
  try {
    const still = [...taught.members, ...models.students()].filter((model) => ![...students.values()].includes(model));
    const wrong = await judgeSteps({ plan, models, still, batchOf: () => batchOf(samples, augment) }).catch((cause: unknown) => {
      // What is coded here comes too late to be a reason.
      throw new Error(`a step of stage "${stage.name}" fails: ${String(cause)}`, { cause });
    });
    faults.push(...wrong.map((fault) => `stage "${stage.name}" ${fault}`));
    const learners: Record<string, StageOutcome['learners'][string]> = {};
    for (const { name, student } of plan.learners) {
      const logits = await predictLogits(({ inputs }) => student.forward(inputs, { training: false, taps: [] }).logits, samples, SHAPE, CLASSES);
      learners[name] = measure(logits, samples.labels, CLASSES).metrics;
    }
    return { stage: stage.name, steps: 3, reason: 'finished', judged: 'validation', learners };
  } finally {
    plan.dispose();
  }
}
