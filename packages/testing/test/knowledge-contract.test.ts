// The suite for knowledge finds what it is there to find: each broken knowledge fails the check it breaks, and no sound one does.
import { defineFeatureKnowledge, defineFeatureSequenceKnowledge, defineResponseKnowledge, type Scalar, type Tensor } from '@retort/kernel';
import {
  addN,
  createVariable,
  detach,
  div,
  exp,
  keep,
  log,
  logSoftmax,
  mean,
  mul,
  ones,
  reshape,
  scalar,
  softmax,
  sqrt,
  square,
  squaredDifference,
  stack,
  sub,
  sum,
  tensor,
  unstack,
  weighSamples,
} from '@retort/tensor';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type KnowledgeContractOptions, knowledgeContract } from '../src/contract/knowledge/knowledge-contract.ts';
import { failures } from './collect.ts';

type Loss = (input: { readonly student: Tensor; readonly teacher: Tensor }) => Readonly<Record<string, Scalar>>;

const feature = (loss: Loss) => defineFeatureKnowledge({ id: 'mine', summary: 'mine', loss });
const response = (loss: Loss) => defineResponseKnowledge({ id: 'mine', summary: 'mine', loss });
const run = (contribution: ReturnType<typeof feature>, options: Partial<KnowledgeContractOptions> = {}) =>
  failures((runner) => knowledgeContract(contribution, { ...runner, ...options }));

/** Each sample's views with each other: the rows as a matrix of `shape`, whose first two rows, or columns, are the two views. */
const across = (shape: readonly [number, number]) =>
  defineResponseKnowledge({
    id: 'mine',
    summary: 'mine',
    loss({ student, teacher, copies }) {
      if (copies !== 2) throw new Error(`expected two views, received ${copies}`);
      const views = (x: Tensor) => unstack(reshape(x, [...shape, x.shape[1]!]), shape.indexOf(2));
      return { mine: mean(squaredDifference(views(student)[0]!, views(teacher)[1]!)) };
    },
  });

/** 0, 1, 2, ... along the batch. */
const ramp = ({ shape }: Tensor) => tensor([...Array(shape[0]!).keys()], [shape[0]!, ...shape.slice(1).map(() => 1)], 'float32');

describe('sound knowledge passes', () => {
  test('fifteen lines of a third party', async () => {
    const mine = feature(({ student, teacher }) => ({ mine: mean(squaredDifference(student, teacher)) }));
    expect([...(await run(mine, { invariances: ['batch-permutation', 'batch-duplication', 'class-permutation'] }))]).toEqual([]);
  });

  test('one with options, variables, several taps and no known minimum', async () => {
    const mine = defineFeatureSequenceKnowledge({
      id: 'mine',
      summary: 'mine',
      options: z.strictObject({ power: z.number().default(2) }),
      build({ student }, { power }) {
        const scale = createVariable(ones([student.length]));
        return {
          variables: { scale },
          loss: (input) => ({
            mine: mul(sum<Scalar>(square(scale)), addN(input.student.map((s, i) => mean<Scalar>(mul(squaredDifference(s, input.teacher[i]!), power))))),
          }),
        };
      },
    });
    expect([...(await run(mine, { minimumAtTeacher: null }))]).toEqual([]);
  });

  test('one that compares the views of a sample', async () => {
    const invariances = ['batch-permutation', 'batch-duplication'] as const;
    expect([...(await run(across([2, -1]), { copies: 2, minimumAtTeacher: null, invariances }))]).toEqual([]);
  });
});

describe('a broken knowledge fails', () => {
  let calls = 0;
  beforeEach(() => {
    calls = 0;
  });
  const right = ({ student, teacher }: { student: Tensor; teacher: Tensor }) => mean<Scalar>(squaredDifference(student, teacher));

  type Broken = readonly [what: string, check: string, contribution: ReturnType<typeof feature>, options?: Partial<KnowledgeContractOptions>];
  const broken: readonly Broken[] = [
    [
      'half of its gradient',
      'finite differences',
      feature((x) => ({ mine: mul(sum<Scalar>(stack([right(x), right({ ...x, student: detach(x.student) })])), 0.5) })),
    ],
    ['a loss through a new constant', 'gradient reaches', feature(({ student }) => ({ mine: scalar(student.shape[0]!) }))],
    ['no term', 'named, finite scalars', feature(() => ({}))],
    [
      'a term per sample',
      'named, finite scalars',
      feature(({ student, teacher }) => ({ mine: mean(squaredDifference(student, teacher), [1, 2, 3]) as Scalar })),
    ],
    ['names that follow the batch', 'named, finite scalars', feature((x) => ({ [`mine-${x.student.shape[0]}`]: right(x) }))],
    [
      'a gradient that breaks at zero',
      'stays finite for zeros',
      feature(({ student, teacher }) => ({ mine: sqrt(sum<Scalar>(squaredDifference(student, teacher))) })),
    ],
    [
      'the logarithm of a softmax',
      'stays finite for zeros',
      response(({ student, teacher }) => ({
        mine: mean(sum(mul(softmax(teacher as never), sub(logSoftmax(teacher as never), log(softmax(student as never)))), 1)),
      })),
      { minimumAtTeacher: 0 },
    ],
    ['a minimum elsewhere', 'where the student equals the teacher', feature(({ student, teacher }) => ({ mine: mean(square(sub(student, mul(teacher, 2)))) }))],
    [
      'a sum that claims to be a mean',
      'batch-duplication',
      feature(({ student, teacher }) => ({ mine: sum(squaredDifference(student, teacher)) })),
      { invariances: ['batch-duplication'] },
    ],
    ['a scale it claims not to see', 'student-scale', feature((x) => ({ mine: right(x) })), { invariances: ['student-scale'] }],
    [
      'a shift it claims not to see',
      'logit-shift',
      response((x) => ({ mine: mean(squaredDifference(exp(div(x.student, 4)), exp(div(x.teacher, 4)))) })),
      { invariances: ['logit-shift'] },
    ],
    [
      'an order of samples that it reads',
      'batch-permutation',
      feature(({ student, teacher }) => ({ mine: mean(mul(squaredDifference(student, teacher), ramp(student))) })),
      { minimumAtTeacher: null },
    ],
    ['views that it takes for neighbours', 'batch-permutation', across([-1, 2]), { copies: 2, minimumAtTeacher: null }],
    [
      'sample weights that it does not read',
      'honours sample weights',
      defineFeatureKnowledge({ id: 'mine', summary: 'mine', weighs: true, loss: (x) => ({ mine: right(x) }) }),
    ],
    [
      'sample weights that it reads without saying so',
      'else it reads none',
      defineFeatureKnowledge({ id: 'mine', summary: 'mine', loss: ({ weights, ...x }) => ({ mine: mul(right(x), weights === undefined ? 1 : 2) }) }),
    ],
    [
      'samples that touch each other, which it does not say',
      'honours sample weights',
      defineFeatureKnowledge({
        id: 'mine',
        summary: 'mine',
        weighs: true,
        loss: ({ student, teacher, weights }) => ({ mine: mean(weighSamples(squaredDifference(sub(student, mean(student, 0, true)), teacher), weights)) }),
      }),
      { minimumAtTeacher: null },
    ],
    [
      'sample weights that it normalises',
      'honours sample weights',
      defineResponseKnowledge({
        id: 'mine',
        summary: 'mine',
        weighs: true,
        loss: ({ student, teacher, weights = ones([student.shape[0]]) }) => ({
          mine: div(sum(mul(mean(squaredDifference(student, teacher), 1), weights)), sum(weights)),
        }),
      }),
    ],
    [
      'a tensor that it keeps',
      'leaves nothing behind',
      feature((x) => {
        keep(ones([3]));
        return { mine: right(x) };
      }),
    ],
    [
      'a tensor that it keeps while it may still fail',
      'leaves nothing behind',
      feature((x) => {
        const kept = keep(ones([3]));
        const loss = right(x);
        kept.dispose();
        return { mine: loss };
      }),
    ],
    [
      'a variable that it does not declare',
      'leaves nothing behind',
      defineFeatureKnowledge({
        id: 'mine',
        summary: 'mine',
        build() {
          const hidden = createVariable(ones([]));
          return { loss: (x) => ({ mine: mul(right(x), sum<Scalar>(hidden)) }) };
        },
      }),
    ],
    [
      'a variable that the loss forgets',
      'gradient reaches',
      defineFeatureKnowledge({
        id: 'mine',
        summary: 'mine',
        build: () => ({ variables: { lost: createVariable(ones([])) }, loss: (x) => ({ mine: right(x) }) }),
      }),
    ],
    [
      'an input that it disposes',
      'leaves its inputs as they were',
      feature((x) => {
        const loss = right(x);
        x.teacher.dispose();
        return { mine: loss };
      }),
    ],
    ['memory in its module', 'two instances share nothing', feature((x) => ({ mine: mul(right(x), 1 + calls++) }))],
    [
      'an option without a default',
      'its options survive JSON and have defaults',
      defineFeatureKnowledge({ id: 'mine', summary: 'mine', options: z.strictObject({ power: z.number() }), loss: (x) => ({ mine: right(x) }) }),
    ],
    [
      'any option at all',
      'refuses an option',
      defineFeatureKnowledge({ id: 'mine', summary: 'mine', options: z.looseObject({}), loss: (x) => ({ mine: right(x) }) }),
    ],
    [
      'options that JSON cannot hold',
      'its options survive JSON',
      defineFeatureKnowledge({
        id: 'mine',
        summary: 'mine',
        options: z.strictObject({ at: z.date().default(new Date(0)) }),
        loss: (x) => ({ mine: right(x) }),
      }),
    ],
  ];

  test.each(broken.map((one) => [one[0], one] as const))('%s', async (_, [, check, contribution, options]) => {
    const failed = [...(await run(contribution, options)).keys()];
    expect(
      failed.some((name) => name.includes(check)),
      `failed: ${failed.join('; ')}`,
    ).toBe(true);
  });
});
