// The check knows no method: pairs are added, sequences keep their order, labels and auxiliary weights reach the knowledge.
import {
  type Contribution,
  defineFeatureKnowledge,
  defineFeatureSequenceKnowledge,
  defineRelationKnowledge,
  defineResponseKnowledge,
  type Scalar,
  type Tensor4D,
} from '@retort/kernel';
import { addN, conv2d, createVariable, liveCount, mean, mul, ones, squaredDifference, sum, zeros } from '@retort/tensor';
import { makerOf } from '@retort/testing';
import { expect, test } from 'vitest';
import { evaluateConformance } from '../src/index.ts';

const row = (...data: number[]) => ({ shape: [1, data.length], data });
const tolerance = { loss: 1e-6, gradient: 1e-6 };

async function judge(contribution: Contribution<'knowledge'>, one: object) {
  const before = liveCount();
  const report = await evaluateConformance(makerOf([contribution]), { tolerance, cases: [{ method: contribution.id, source: 'by hand', ...one }] });
  expect(liveCount()).toEqual(before);
  return report.cases[0]!;
}

const squares = {
  student: [row(1, 3), row(2)],
  teacher: [row(0, 0), row(0)],
};

test('pairs are added', async () => {
  const pair = defineFeatureKnowledge({ id: 'pair', summary: 'squares', loss: ({ student, teacher }) => ({ pair: sum(squaredDifference(student, teacher)) }) });
  expect(await judge(pair, { ...squares, loss: 14, studentGradient: [row(2, 6), row(4)] })).toMatchObject({ status: 'pass' });
});

test('a sequence is handed over whole and in order', async () => {
  const sequence = defineFeatureSequenceKnowledge({
    id: 'sequence',
    summary: 'weighted by place',
    loss: ({ student, teacher }) => ({ sequence: addN(student.map((s, index) => mul(sum(squaredDifference(s, teacher[index]!)), index + 1))) as Scalar }),
  });
  expect(await judge(sequence, { ...squares, loss: 10 + 2 * 4, studentGradient: [row(2, 6), row(8)] })).toMatchObject({ status: 'pass' });
});

test('labels reach the knowledge as indices and as rows', async () => {
  const labelled = defineResponseKnowledge({
    id: 'labelled',
    summary: 'the logit of the label',
    loss: ({ student, targets, labelled: known }) => ({ labelled: mul(sum<Scalar>(mul(student, targets)), mean<Scalar>(known)) }),
  });
  const one = { student: [{ shape: [2, 3], data: [1, 2, 3, 4, 5, 6] }], teacher: [{ shape: [2, 3], data: [0, 0, 0, 0, 0, 0] }] };
  const gradient = [{ shape: [2, 3], data: [0, 0, 1, 1, 0, 0] }];
  expect(await judge(labelled, { ...one, labels: [2, 0], loss: 7, studentGradient: gradient })).toMatchObject({ status: 'pass' });
});

test('a relation sees the whole batch', async () => {
  const relation = defineRelationKnowledge({ id: 'relation', summary: 'sum', loss: ({ student }) => ({ a: sum(student), b: mul(sum<Scalar>(student), 2) }) });
  expect(await judge(relation, { student: [row(1, 2)], teacher: [row(0, 0)], loss: 9, studentGradient: [row(3, 3)] })).toMatchObject({ status: 'pass' });
});

const mixing = defineFeatureKnowledge({
  id: 'mixing',
  summary: 'squares after a 1x1 convolution',
  build({ student: [from], teacher: [to] }) {
    const conv0 = createVariable(zeros([1, 1, from!.at(-1)!, to!.at(-1)!]));
    const scale = createVariable(ones([1]));
    return {
      variables: { conv0, scale },
      loss: ({ student, teacher }) => ({
        mixing: mul(mean<Scalar>(squaredDifference(conv2d(student as Tensor4D, conv0 as Tensor4D, 1, 'same'), teacher)), sum<Scalar>(scale)),
      }),
    };
  },
});
const mixed = {
  student: [{ shape: [1, 1, 1, 2], data: [1, 3] }],
  teacher: [{ shape: [1, 1, 1, 2], data: [6, 13] }],
  // Written [out, in, 1, 1]: the outputs are 1 + 6 and 3 + 12, off by 1 and 2.
  parameters: { conv0: { shape: [2, 2, 1, 1], data: [1, 2, 3, 4] }, scale: { shape: [1], data: [1] } },
  parameterGradient: { conv0: { shape: [2, 2, 1, 1], data: [1, 3, 2, 6] }, scale: { shape: [1], data: [2.5] } },
  loss: 2.5,
  studentGradient: [{ shape: [1, 1, 1, 2], data: [7, 10] }],
};

test('auxiliary weights are set by name, convolutions in the layout of the file, and their gradients compared', async () => {
  expect(await judge(mixing, mixed)).toMatchObject({ status: 'pass' });
  const transposed = { ...mixed.parameterGradient, conv0: { shape: [2, 2, 1, 1], data: [1, 2, 3, 6] } };
  expect(await judge(mixing, { ...mixed, parameterGradient: transposed })).toMatchObject({ status: 'fail' });
});

test('weights that do not fit fail the case with the names', async () => {
  const { conv0 } = mixed.parameters;
  expect(await judge(mixing, { ...mixed, parameters: { conv0 }, parameterGradient: {} })).toMatchObject({
    status: 'fail',
    reason: expect.stringContaining('conv0, scale'),
  });
  const narrow = { ...mixed.parameters, conv0: { shape: [1, 2, 1, 1], data: [1, 2] } };
  expect(await judge(mixing, { ...mixed, parameters: narrow, parameterGradient: {} })).toMatchObject({
    status: 'fail',
    reason: expect.stringContaining('[1,1,2,2]'),
  });
});

test('a gradient of zero that is expected is compared on its own scale', async () => {
  const flat = defineFeatureKnowledge({ id: 'flat', summary: 'zero', loss: ({ student }) => ({ flat: mul(sum<Scalar>(student), 0) }) });
  expect(await judge(flat, { student: [row(1)], teacher: [row(1)], loss: 0, studentGradient: [row(0)] })).toMatchObject({
    status: 'pass',
    lossError: 0,
    gradientError: 0,
  });
  expect(await judge(flat, { student: [row(1)], teacher: [row(1)], loss: 1e-3, studentGradient: [row(0)] })).toMatchObject({ status: 'fail', lossError: 1 });
});
