// The zod schemas of what recurs in recipes. `axis` in the metadata says which registry a choice belongs to.
import type { Axis } from '@retort/kernel';
import { z } from 'zod';

/** An id, or an id with options. */
export const choiceOf = (axis: Axis, description: string) => z.union([z.string().min(1), z.looseObject({ id: z.string().min(1) })]).meta({ axis, description });

/** A number or a schedule of the clock. */
export const scheduleOr = (description: string) => z.union([z.number(), choiceOf('schedule', 'A schedule of the clock.')]).describe(description);

const wholeOrFraction = (value: number): boolean => value < 1 || Number.isInteger(value);

/** A count, or a fraction below 1. */
const share = z.number().min(0).refine(wholeOrFraction, 'a count, or a fraction below 1');

/** A schema's fields, each of which may be absent. */
export const optional = <S extends z.ZodRawShape>(shape: S) => z.object(shape).partial().shape;

export const view = z
  .enum(['full', 'labelled', 'transfer'])
  .describe('Which samples the student sees: all with labels, the labelled ones, or all with the kept labels.');

export const seed = z.int().min(0).max(4_294_967_295);

export const dataShape = {
  source: choiceOf('dataset', 'Where the samples come from.'),
  test: share.describe('Held out for testing where the source has no test part: a count, or a fraction below 1.'),
  validation: share.describe('Held out of training for validation: a count, or a fraction below 1.'),
  labels: z
    .union([z.literal('all'), z.number().gt(0).refine(wholeOrFraction, 'a count, a fraction below 1, or "all"')])
    .describe('Labels that students may see: a count, a fraction below 1, or all.'),
  fraction: z.number().gt(0).max(1).describe('Stratified fraction of the training part to keep.'),
  classes: z
    .array(z.union([z.string().min(1), z.int().min(0)]))
    .min(2)
    .describe('Keep only these classes, by name or index.'),
};

export const trainingShape = {
  epochs: z.int().min(1).describe('Passes over the training view.'),
  batch: z.int().min(1).describe('Samples per step.'),
  lastBatch: z.enum(['keep', 'drop']).describe('What happens to a last batch that is not full.'),
  optimizer: choiceOf('optimizer', 'Moves the weights.'),
  clip: z.number().gt(0).describe('Largest global norm of the gradients; none when absent.'),
  callbacks: z.array(choiceOf('callback', 'Watches the training and may steer it.')),
  evaluateEvery: z.int().min(1).describe('Epochs between evaluations.'),
  checkpointEvery: z.int().min(0).describe('Steps between checkpoints; 0: only at the ends of epochs.'),
  logEvery: z.int().min(1).describe('Steps between readings of the device.'),
  augment: z.array(choiceOf('augmentation', 'Changes the inputs of a batch.')),
  sampler: z.enum(['shuffled', 'class-pairs']).describe('How batches are made: shuffled, or in pairs of one class.'),
};

export const reportShape = {
  temperatures: z.array(z.number().gt(0)).min(1).max(8).describe('Temperatures at which the report shows soft targets.'),
  samples: z.int().min(0).max(64).describe('Test samples shown in the report.'),
};

export const termShape = {
  knowledge: choiceOf('knowledge', 'What is transferred.'),
  weight: scheduleOr('How much of it.'),
  name: z.string().min(1).describe("The term's name in metrics; the knowledge's id when absent."),
  mapping: choiceOf('mapping', 'Which student layers learn from which teacher layers.'),
  connector: choiceOf('connector', "Maps the student's space to the teacher's."),
};

export const pluginNames = z.array(z.string().min(1)).describe('Packages or files of plugins. The application loads them, never the recipe.');
