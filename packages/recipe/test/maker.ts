// A real kernel with small contributions on every axis that a recipe names. None of them computes.
import {
  type Axis,
  createKernel,
  defineAugmentation,
  defineCallback,
  defineConnector,
  defineDataset,
  defineEngine,
  defineFamily,
  defineMapping,
  defineObjective,
  defineOptimizer,
  definePlugin,
  defineResponseKnowledge,
  defineSchedule,
  defineStrategy,
  defineTeacher,
  defineWeighting,
  type Maker,
  type MemberSpec,
} from '@retort/kernel';
import { choice, choiceOf, objectiveChanges, schedulable, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';

/** What a contribution makes here is never used: a test that does fails. */
const never = (): never => {
  throw new Error('a recipe must not run anything');
};

const family = (id: string, options: z.ZodType) => defineFamily({ id, summary: `the family ${id}`, options, create: () => ({ build: never }) });
const strategy = (id: string) => defineStrategy({ id, summary: `the strategy ${id}`, create: () => ({ stages: never }) });
const knowledge = (id: string) =>
  defineResponseKnowledge({
    id,
    summary: `the knowledge ${id}`,
    options: z.strictObject({ temperature: schedulable.default(4) }),
    feeds: ({ temperature }) => ({ temperature }),
    loss: never,
  });

const training = z.custom<NonNullable<MemberSpec['training']>>((value) => typeof value === 'object');
const member = z.strictObject({ model: choice, training: training.optional() });

const contributions = [
  family('mlp', z.strictObject({ hidden: z.array(z.int().min(1)).min(1).describe('widths of the hidden layers') })),
  family('convnet', z.strictObject({ widths: z.array(z.int().min(1)).default([16, 32]) })),
  defineDataset({
    id: 'digits',
    summary: 'small digits',
    options: z.strictObject({ noise: z.number().min(0).max(1).default(0) }),
    create: () => ({ load: never }),
  }),
  defineDataset({ id: 'idx', summary: 'files', options: z.strictObject({ images: z.string() }), create: () => ({ load: never }) }),
  defineTeacher({
    id: 'model',
    summary: 'one model',
    options: member,
    create: ({ model, training: spec }) => ({ members: [{ name: 'model', model, ...(spec === undefined ? {} : { training: spec }) }] }),
  }),
  defineTeacher({
    id: 'committee',
    summary: 'several models',
    options: z.strictObject({ members: z.array(member).min(2), weights: choice.default('equal') }),
    create: ({ members, weights }) => ({
      members: members.map(({ model, training: spec }, index) => ({ name: `m${index}`, model, ...(spec === undefined ? {} : { training: spec }) })),
      merge: { space: 'loss', weights },
    }),
  }),
  defineWeighting({ id: 'equal', summary: 'equal', create: () => ({ feeds: {}, per: 'member', build: never }) }),
  defineWeighting({
    id: 'sure',
    summary: 'by temperature',
    options: z.strictObject({ temperature: schedulable.default(1) }),
    create: ({ temperature }) => ({ feeds: { temperature }, per: 'sample', build: never }),
  }),
  knowledge('kd'),
  knowledge('fitnet'),
  defineMapping({ id: 'pairs', summary: 'explicit', options: z.strictObject({ pairs: z.record(z.string(), z.string()) }), create: () => ({ pairs: never }) }),
  defineConnector({ id: 'linear', summary: 'a dense layer', create: () => ({ build: never }) }),
  defineObjective({ id: 'weighted-sum', summary: 'adds', create: () => ({ combine: never }) }),
  strategy('offline'),
  strategy('alone'),
  strategy('mutual'),
  defineStrategy({
    id: 'chain',
    summary: 'other strategies and models inside',
    options: z.strictObject({
      last: choiceOf('strategy').default('offline'),
      assistants: z.union([z.int(), z.array(z.strictObject({ model: choiceOf('family'), training: trainingChanges.optional() }))]).default(1),
      by: z.record(z.string(), choiceOf('weighting')).optional(),
      objective: objectiveChanges.optional(),
    }),
    create: () => ({ stages: never }),
  }),
  defineSchedule({
    id: 'cosine',
    summary: 'half a cosine',
    options: z.strictObject({ from: z.number(), to: z.number().default(0) }),
    create: ({ from }) => ({ at: () => from }),
  }),
  defineSchedule({
    id: 'step',
    summary: 'stairs',
    options: z.strictObject({ from: z.number(), factor: z.number(), after: z.array(z.int()) }),
    create: ({ from }) => ({ at: () => from }),
  }),
  defineOptimizer({
    id: 'adam',
    summary: 'adam',
    options: z.strictObject({ rate: schedulable.default(0.001) }),
    create: ({ rate }) => ({ rate, feeds: never, build: never }),
  }),
  defineOptimizer({
    id: 'sgd',
    summary: 'sgd',
    options: z.strictObject({ rate: schedulable, momentum: z.number().default(0), weightDecay: z.number().default(0) }),
    create: ({ rate }) => ({ rate, feeds: never, build: never }),
  }),
  defineCallback({ id: 'early-stopping', summary: 'stops', options: z.strictObject({ patience: z.int().min(1).default(3) }), create: () => ({}) }),
  defineCallback({
    id: 'moody',
    summary: 'refuses to be made',
    create: () => {
      throw new Error('not today');
    },
  }),
  defineAugmentation({
    id: 'crop',
    summary: 'crops',
    options: z.strictObject({ pad: z.int().min(1) }),
    create: () => ({ view: 'crop', apply: never }),
  }),
  defineAugmentation({ id: 'flip', summary: 'flips', create: () => ({ view: 'flip', apply: never }) }),
  defineEngine({ id: 'cpu', summary: 'plain', create: () => ({ rank: 0, probe: never, start: never }) }),
];

export const axes: readonly Axis[] = [...new Set(contributions.map(({ axis }) => axis))];

export async function testMaker(): Promise<Maker> {
  const plugin = definePlugin({ name: 'parts', version: '0.1.0', kernel: '^0.1.0', contributions });
  return createKernel({ plugins: [plugin()] }).ready();
}
