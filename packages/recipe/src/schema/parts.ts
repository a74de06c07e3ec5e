// The zod schemas of what recurs in recipes. `axis` in the metadata says which registry a choice belongs to.
import { choiceOf } from '@retort/kernel/zod';
import { z } from 'zod';

/** A number or a schedule of the clock. */
export const scheduleOr = (description: string) => z.union([z.number(), choiceOf('schedule').describe('A schedule of the clock.')]).describe(description);

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
  source: choiceOf('dataset').describe('Where the samples come from.'),
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

export const reportShape = {
  temperatures: z.array(z.number().gt(0)).min(1).max(8).describe('Temperatures at which the report shows soft targets.'),
  samples: z.int().min(0).max(64).describe('Test samples shown in the report.'),
};

export const termShape = {
  knowledge: choiceOf('knowledge').describe('What is transferred.'),
  weight: scheduleOr('How much of it.'),
  name: z.string().min(1).describe("The term's name in metrics; the knowledge's id when absent."),
  mapping: choiceOf('mapping').describe('Which student layers learn from which teacher layers.'),
  connector: choiceOf('connector').describe("Maps the student's space to the teacher's."),
};

export const pluginNames = z.array(z.string().min(1)).describe('Packages or files of plugins. The application loads them, never the recipe.');
