// `cs-kd` against the divergence of plain loops, pair by pair.
import type { KnowledgeBuild, Tensor2D } from '@retort/kernel';
import { randomStream, readAll, scalar, scope, tensor1d, tensor2d, zeros } from '@retort/tensor';
import { evaluateKnowledge, expectClose, fromRows, kdGradient, kdLoss, makerOf } from '@retort/testing';
import { expect, test } from 'vitest';
import { csKdKnowledge } from './cs-kd-knowledge.ts';

const student = [
  [1, 2, 3, -1],
  [0.5, -1, 2, 0],
  [2, 0, -0.5, 1],
  [0, 1, 1, 0],
];
const teacher = [
  [9, 9, 9, -9],
  [-9, 9, 9, 9],
  [2, 1, 4, -2],
  [0, -0.5, 3, 1],
];
const at = (labels: number[], options = {}, rows = student, others = teacher) =>
  evaluateKnowledge(csKdKnowledge, { student: [fromRows(rows)], teacher: [fromRows(others)], labels, options });

test('the first half of the batch learns from the second, T 4 where none is given', async () => {
  const { loss, terms, student: gradient } = await at([2, 1, 2, 1]);
  expect(Object.keys(terms)).toEqual(['cs-kd']);
  expectClose([loss], [kdLoss(student.slice(0, 2), teacher.slice(2), 4)], 1e-6, 'the loss');
  expectClose(gradient[0]!, [...kdGradient(student.slice(0, 2), teacher.slice(2), 4).flat(), ...Array(8).fill(0)], 1e-6, 'the gradient');
  expectClose([(await at([2, 1, 2, 1], { temperature: 1 })).loss], [kdLoss(student.slice(0, 2), teacher.slice(2), 1)], 1e-6, 'at T 1');
});

test('a pair of two classes says nothing and does not count', async () => {
  const { loss, student: gradient } = await at([2, 1, 2, 3]);
  expectClose([loss], [kdLoss([student[0]!], [teacher[2]!], 4)], 1e-6, 'the loss');
  expectClose(gradient[0]!.subarray(4), Array(12).fill(0), 1e-7, 'the gradient of the others');
  expect((await at([0, 1, 2, 3])).loss).toBe(0);
});

test('of an odd batch the middle row is in no pair', async () => {
  const rows = [student[0]!, [7, 7, 7, 7], student[1]!];
  const { loss } = await at([1, 0, 1], {}, rows, [[0, 0, 0, 0], [0, 0, 0, 0], teacher[2]!]);
  expectClose([loss], [kdLoss([student[0]!], [teacher[2]!], 4)], 1e-6, 'the loss');
});

test('with two views the halves are those of each view; a pair without a label does not count', async () => {
  const build: KnowledgeBuild = { student: [[4]], teacher: [[4]], classes: 4, samples: 4, random: randomStream(1, 'test') };
  const knowledge = makerOf([csKdKnowledge]).make('knowledge', 'cs-kd');
  if (knowledge.family !== 'response') throw new Error('expected a response knowledge');
  const built = knowledge.build(build);
  const lossOf = async (labels: number[], copies: number): Promise<number> => {
    const loss = scope(
      () =>
        built.loss({
          student: tensor2d(student.flat(), [4, 4]),
          teacher: tensor2d(teacher.flat(), [4, 4]),
          labels: tensor1d(labels, 'int32'),
          targets: zeros([4, 4]) as Tensor2D,
          labelled: tensor1d([1, 1, 1, 1]),
          feeds: { temperature: scalar(2) },
          copies,
        })['cs-kd']!,
    );
    const { value } = await readAll({ value: loss });
    loss.dispose();
    return value![0]!;
  };
  expectClose([await lossOf([2, 2, 2, 2], 2)], [kdLoss([student[0]!, student[2]!], [teacher[1]!, teacher[3]!], 2)], 1e-6, 'two views of two samples');
  expectClose([await lossOf([-1, 1, -1, 1], 1)], [kdLoss([student[1]!], [teacher[3]!], 2)], 1e-6, 'one label');
});

test.each([0, -1, Number.NaN])('refuses the temperature %j', (temperature) => {
  expect(() => makerOf([csKdKnowledge]).make('knowledge', { id: 'cs-kd', temperature })).toThrow(/temperature.*KD_E_OPTIONS_INVALID/s);
});
