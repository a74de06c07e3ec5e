// `tf-kd-virtual` against its reference values and plain loops; that it reads no teacher, and no sample without a label.
import { evaluateKnowledge, expectClose, fromRows, makerOf, studentLogits, teacherLogits } from '@retort/testing';
import { expect, test } from 'vitest';
import { evaluateLabelled } from '../../test/evaluate-labelled.ts';
import { divergence, expectFiniteAtExtremes, expectPlain, mean, type Row, type Rows, softmax } from '../../test/plain.ts';
import { tfKdVirtual } from './tf-kd-virtual.ts';

const labels = [2, 3, 0];
const at = (options: object = {}, student: Rows = studentLogits, teacher: Rows = teacherLogits) =>
  evaluateKnowledge(tfKdVirtual, { student: [fromRows(student)], teacher: [fromRows(teacher)], labels, options: { ...options } });

/** The virtual teacher as logits at temperature 1. */
const virtual = (label: number, classes: number, correct: number, temperature: number): Row =>
  Array.from({ length: classes }, (_, index) => (index === label ? correct : (1 - correct) / (classes - 1)) / temperature);

const plain = (correct: number, temperature: number, multiplier: number) => (student: Rows, _: Rows, of: Row) =>
  (multiplier / 4) * mean(student.map((row, sample) => divergence(row, virtual(of[sample]!, 4, correct, temperature))));

test('reference values at T = 20: the target, label first, and the element mean', async () => {
  expectClose(softmax(virtual(0, 4, 0.99, 20)).slice(0, 2), [0.259363585, 0.246878805], 1e-8, 'the target');
  expectClose([(await at({ temperature: 20 })).loss], [0.148359932], 1e-6, 'the loss');
  expectClose([(await at({ temperature: 20, multiplier: 100 })).loss], [14.8359932], 1e-6, 'times 100');
});

test('equals plain loops, loss and gradient', async () => {
  await expectPlain(tfKdVirtual, { options: { correct: 0.8, temperature: 0.5, multiplier: 7 }, loss: plain(0.8, 0.5, 7) });
});

test('the student is not softened, and nothing is multiplied by T^2', async () => {
  const { student } = await at({ temperature: 20 });
  const expected = studentLogits.flatMap((row, sample) => {
    const target = softmax(virtual(labels[sample]!, 4, 0.99, 20));
    return softmax(row).map((share, index) => (share - target[index]!) / 12);
  });
  expectClose(student[0]!, expected, 1e-6, 'the gradient');
});

test('reads no teacher: any teacher gives the same loss and gradient', async () => {
  const other = teacherLogits.map((row) => row.map(() => -1e6));
  expect(await at({}, studentLogits, other)).toEqual(await at());
});

test('is 0 where the student says what the virtual teacher says', async () => {
  const { loss, student } = await at(
    { temperature: 20 },
    labels.map((label) => virtual(label, 4, 0.99, 20)),
  );
  expectClose([loss, ...student[0]!], Array(13).fill(0), 1e-7, 'loss and gradient');
});

test('samples without a label take no part: neither in the sum nor in the count', async () => {
  const known = await evaluateLabelled(tfKdVirtual, { student: studentLogits.slice(0, 2), teacher: teacherLogits.slice(0, 2), labels: [2, 3] });
  const found = await evaluateLabelled(tfKdVirtual, { student: studentLogits, teacher: teacherLogits, labels: [2, 3, -1] });
  expectClose([found.loss], [known.loss], 1e-6, 'the loss');
  expectClose(found.gradient, [...known.gradient, 0, 0, 0, 0], 1e-6, 'the gradient');
});

test('the defaults are those of MobileNetV2; logits of 1e4 stay finite; refuses what has no meaning', async () => {
  expect((await at()).loss).toBe((await at({ correct: 0.99, temperature: 40, multiplier: 1 })).loss);
  await expectFiniteAtExtremes(tfKdVirtual);
  const make = (options: object) => () => makerOf([tfKdVirtual]).make('knowledge', { id: 'tf-kd-virtual', ...options });
  for (const options of [{ correct: 1 }, { correct: 0 }, { temperature: 0 }, { multiplier: -1 }]) expect(make(options)).toThrow('KD_E_OPTIONS_INVALID');
});
