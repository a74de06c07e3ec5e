// Everything of a stage that can be made, and can be wrong, before its first batch: the plan, the batches, the callbacks.
import { type BatchLoader, batchLoader, type DataParts } from '@retort/data';
import { type Callback, type CaptureStep, type Maker, type RandomStream, retortError, type Stage, type Teacher } from '@retort/kernel';
import type { Plan } from '../plan/plan.ts';
import { planStage } from '../plan/plan-stage.ts';
import type { FixedRef } from '../plan/resolve-teacher.ts';
import type { StageModels } from './open-models.ts';
import type { Slots } from './slots.ts';
import type { TrainingSamples } from './training-samples.ts';

export interface StageInput {
  readonly stage: Stage;
  readonly maker: Maker;
  readonly data: DataParts;
  readonly random: RandomStream;
  readonly teacher: Teacher | undefined;
  readonly slots: Slots;
  /** Where the engine takes a step as one call, the samples are kept there too. */
  readonly capture?: CaptureStep | undefined;
}

/** The caller disposes it, and with it the plan and the loaders. */
export interface ComposedStage {
  readonly plan: Plan;
  readonly loader: BatchLoader;
  /** Where the stage holds a quiz. */
  readonly questions?: BatchLoader;
  readonly callbacks: readonly Callback[];
  dispose(): void;
}

export function composeStage(
  { stage, maker, data, random, teacher, slots, capture }: StageInput,
  { students }: StageModels,
  { samples, questions }: TrainingSamples,
): ComposedStage {
  const { training } = stage;
  const teacherOf = (ref: FixedRef): Teacher | undefined => (ref.kind === 'slot' ? slots.teacher(ref.slot, `a teacher in stage "${stage.name}"`) : teacher);
  const augment = training.augment.map((item, index) => maker.make('augmentation', item, `training.augment[${index}]`));
  const copies = Math.max(1, ...augment.map((each) => each.copies ?? 1));
  const augmented = augment.some(({ fixed }) => fixed !== true);
  const view = { samples: samples.size, view: samples, shape: data.shape, copies, augmented };
  const plan = planStage({ stage, maker, students, teacherOf, ...view, random: random.child('plan') });
  try {
    if (plan.turns.some(({ trainables }) => Object.keys(trainables).length === 0))
      throw retortError('KD_E_PLAN_EMPTY', { what: `stage "${stage.name}"`, expected: 'something to train', received: 'frozen learners without modules' });
    // The order of samples follows the first learner's slot, so a stage of another name trains the same way.
    const order = random.child(`order/${stage.learners[0]!.student.slot}`);
    const shape = { shape: data.shape, classes: data.classes.length, onDevice: capture !== undefined };
    const { batch, lastBatch, sampler } = training;
    const loader = batchLoader(samples, { ...shape, batch, lastBatch, sampler, shuffle: order.child('shuffle'), augment, random: order.child('augment') });
    const asked = questions && batchLoader(questions, { ...shape, batch: Math.min(batch, questions.size), lastBatch: 'drop', shuffle: order.child('quiz') });
    const callbacks = training.callbacks.map((item, index) => maker.make('callback', item, `training.callbacks[${index}]`));
    const dispose = (): void => {
      plan.dispose();
      loader.dispose();
      asked?.dispose();
    };
    return { plan, loader, ...(asked === undefined ? {} : { questions: asked }), callbacks, dispose };
  } catch (error) {
    plan.dispose();
    throw error;
  }
}
