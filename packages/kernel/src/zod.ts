// For authors who write their options with zod: the shapes that recur in options. Not part of the kernel proper.
import { z } from 'zod';
import type { Choice, Schedulable, Schedule } from './contract/clock.ts';
import type { ObjectiveSpec, TermSpec } from './contract/objective.ts';
import type { TrainingSpec } from './contract/stage.ts';
import type { Axis } from './define/contribution.ts';

/** A contribution by id, or by id with inline options. */
export const choice: z.ZodType<Choice, Choice> = z.union([z.string().min(1), z.looseObject({ id: z.string().min(1) })]);

/** A contribution to this axis. A recipe checks it, and its options, where it was written; an editor offers its ids. */
export function choiceOf(axis: Axis): z.ZodType<Choice, Choice> {
  return choice.meta({ axis });
}

/** The option of a teacher around a teacher. An inner one without an id is a `model`, as in a recipe. */
export const innerTeacher: z.ZodType<Choice, string | Readonly<Record<string, unknown>>> = z
  .union([z.string().min(1), z.looseObject({ id: z.string().min(1).default('model') })])
  .describe('The teacher inside: as it would stand in the recipe.');

const isSchedule = (value: unknown): value is Schedule => typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'function';

/** A number or a schedule of the clock. */
export const schedulable: z.ZodType<Schedulable, Schedulable> = z.union([
  z.number(),
  z.custom<Schedule>(isSchedule, 'expected a schedule').meta({ type: 'object' }),
  choiceOf('schedule'),
]);

/** Which of its samples a stage may see. */
export const view = z.enum(['full', 'labelled', 'transfer']);

/** How a stage is trained, key by key: a recipe's `training`, and what strategies change of it. */
export const trainingShape = {
  epochs: z.int().min(1).describe('Passes over the training view.'),
  batch: z.int().min(1).describe('Samples per step.'),
  lastBatch: z.enum(['keep', 'drop']).describe('What happens to a last batch that is not full.'),
  optimizer: choiceOf('optimizer').describe('Moves the weights.'),
  clip: z.number().gt(0).describe('Largest global norm of the gradients; none when absent.'),
  callbacks: z.array(choiceOf('callback').describe('Watches the training and may steer it.')),
  evaluateEvery: z.int().min(1).describe('Epochs between evaluations.'),
  checkpointEvery: z.int().min(0).describe('Steps between checkpoints; 0: only at the ends of epochs.'),
  logEvery: z.int().min(1).describe('Steps between readings of the device.'),
  augment: z.array(choiceOf('augmentation').describe('Changes the inputs of a batch.')),
  sampler: z.enum(['shuffled', 'class-pairs']).describe('How batches are made: shuffled, or in pairs of one class.'),
};

/** What a strategy's own stages change of the training that it is told; the rest stays. `optimizer` and lists are replaced whole. */
export const trainingChanges: z.ZodType<Partial<TrainingSpec>> = z.strictObject({
  epochs: trainingShape.epochs.exactOptional(),
  batch: trainingShape.batch.exactOptional(),
  lastBatch: trainingShape.lastBatch.exactOptional(),
  optimizer: trainingShape.optimizer.exactOptional(),
  clip: trainingShape.clip.exactOptional(),
  callbacks: trainingShape.callbacks.exactOptional(),
  evaluateEvery: trainingShape.evaluateEvery.exactOptional(),
  checkpointEvery: trainingShape.checkpointEvery.exactOptional(),
  logEvery: trainingShape.logEvery.exactOptional(),
  augment: trainingShape.augment.exactOptional(),
  sampler: trainingShape.sampler.exactOptional(),
});

const layers = z.record(z.string(), z.string().min(1));

const term = z
  .strictObject({
    knowledge: choiceOf('knowledge').describe('What is transferred.'),
    weight: schedulable.default(1).describe('How much of it.'),
    name: z.string().min(1).describe("The term's name in metrics; the knowledge's id when absent.").exactOptional(),
    mapping: choiceOf('mapping').describe('Which student layers learn from which teacher layers.').exactOptional(),
    layers: layers.describe('Student layer to teacher layer: short for mapping { id: pairs, pairs: {...} }.').exactOptional(),
    connector: choiceOf('connector').describe("Maps the student's space to the teacher's.").exactOptional(),
  })
  .refine((value) => value.layers === undefined || value.mapping === undefined, 'expected `layers` or `mapping`, not both')
  .transform(({ layers: pairs, ...rest }): TermSpec => (pairs === undefined ? rest : { ...rest, mapping: { id: 'pairs', pairs } }));

/** What a strategy's own stages change of the objective that it is told. `terms` are replaced whole. */
export const objectiveChanges: z.ZodType<Partial<ObjectiveSpec>> = z.strictObject({
  id: z.string().min(1).describe('How the terms are combined.').exactOptional(),
  task: schedulable.describe('Weight of the cross-entropy with the labels.').exactOptional(),
  terms: z.array(term).describe('What is transferred, and how much of it.').exactOptional(),
});
