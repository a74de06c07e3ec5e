// `wsld` against reference values and plain loops; what its weights do, and that they are held while differentiating.
import { evaluateKnowledge, expectClose, fromRows, logitsPair, makerOf, studentLogits, teacherLogits } from '@retort/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateLabelled } from '../../test/evaluate-labelled.ts';
import { crossEntropy, expectFiniteAtExtremes, expectPlain, logSoftmax, mean, type Row, type Rows, softmax } from '../../test/plain.ts';
import { wsld } from './wsld.ts';

const labels = [2, 3, 0];
const at = (options: object = {}, student: Rows = studentLogits, teacher: Rows = teacherLogits, of: Row = labels) =>
  evaluateKnowledge(wsld, { student: [fromRows(student)], teacher: [fromRows(teacher)], labels: of, options: { ...options } });

const weight = (student: Row, teacher: Row, label: number) => 1 - Math.exp(logSoftmax(student)[label]! / (-logSoftmax(teacher)[label]! + 1e-7));

const plain = (temperature: number, held?: Rows) => (student: Rows, teacher: Rows, of: Row) =>
  temperature ** 2 *
  mean(
    student.map((row, sample) => {
      const other = teacher[sample]!;
      return weight((held ?? student)[sample]!, other, of[sample]!) * crossEntropy(row, softmax(other, temperature), temperature);
    }),
  );

test('reference values: the weights, and the loss at T = 4 times the published 2.25', async () => {
  const weights = studentLogits.map((row, sample) => weight(row, teacherLogits[sample]!, labels[sample]!));
  expectClose(weights, [0.912937461, 0.656004293, 0.886605395], 1e-8, 'the weights');
  expectClose([2.25 * (await at()).loss], [38.903858766], 1e-6, 'the loss');
  // One sample at a time, the weight is what the loss is to the soft cross-entropy.
  for (const [sample, label] of labels.entries()) {
    const [student, teacher] = [[studentLogits[sample]!], [teacherLogits[sample]!]];
    const { loss } = await at({ temperature: 1 }, student, teacher, [label]);
    expectClose([loss / crossEntropy(student[0]!, softmax(teacher[0]!))], [weights[sample]!], 1e-6, 'the weight');
  }
});

test('equals plain loops; its gradient is that with the weights held', async () => {
  await expectPlain(wsld, { options: { temperature: 2 }, loss: plain(2), frozen: (held) => plain(2, held), tolerance: 3e-5 });
});

test('a weight lies in [0, 1] and vanishes where the student already fits the label', async () => {
  const row = fc.array(fc.double({ min: -30, max: 30, noNaN: true }).map(Math.fround), { minLength: 4, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(row, row, fc.integer({ min: 0, max: 3 }), async (student, teacher, label) => {
      const { loss } = await at({ temperature: 1 }, [student], [teacher], [label]);
      expect(loss).toBeGreaterThanOrEqual(0);
      expect(loss).toBeLessThanOrEqual(crossEntropy(student, softmax(teacher)) * (1 + 1e-5) + 1e-5);
    }),
    { numRuns: 25, seed: 3 },
  );
  const fits = await at({}, [[0, 40, 0, 0]], [[1, 2, 3, -1]], [1]);
  expect(fits.loss).toBe(0);
});

test('samples without a label take no part: neither in the sum nor in the count', async () => {
  const known = await evaluateLabelled(wsld, { student: studentLogits.slice(0, 2), teacher: teacherLogits.slice(0, 2), labels: [2, 3] });
  const found = await evaluateLabelled(wsld, { student: studentLogits, teacher: teacherLogits, labels: [2, 3, -1] });
  expectClose([found.loss], [known.loss], 1e-6, 'the loss');
  expectClose(found.gradient, [...known.gradient, 0, 0, 0, 0], 1e-6, 'the gradient');
});

test('a teacher that is certain of the label gives weight 1, not a division by 0', async () => {
  const { loss } = await at({ temperature: 1 }, [[1, 0, 0, 0]], [[1e4, 0, 0, 0]], [0]);
  expectClose([loss], [crossEntropy([1, 0, 0, 0], [1, 0, 0, 0])], 1e-5, 'the loss');
  await expectFiniteAtExtremes(wsld);
});

test('temperature 4 where none is given; refuses 0', async () => {
  expect((await evaluateKnowledge(wsld, { ...logitsPair, labels })).loss).toBe((await at({ temperature: 4 })).loss);
  expect(() => makerOf([wsld]).make('knowledge', { id: 'wsld', temperature: 0 })).toThrow('KD_E_OPTIONS_INVALID');
});
