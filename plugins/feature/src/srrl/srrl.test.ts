// `srrl` against plain loops over its definition, with the teacher's bias that the formula does without.
import { readAll } from '@retort/tensor';
import { evaluateKnowledge, expectClose, fromRows } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { openFeature } from '../../test/built.ts';
import { average } from '../../test/maps.ts';
import { convolve, normaliseBatch, plain } from '../../test/reference-layers.ts';
import { srrl } from './srrl.ts';

const student = [
  [1, 2],
  [0, -1],
  [3, 1],
  [-2, 0.5],
];
const teacher = [
  [1, 0, 2],
  [0.5, 1, 0],
  [0, 3, 1],
  [2, 2, 0],
];
const classifier = [
  [1, -1],
  [0.5, 2],
  [-2, 0.3],
];
const sides = { student: [fromRows(student)], teacher: [fromRows(teacher)] };

test('both terms, from the logits W f + b of each side', async () => {
  const opened = openFeature(srrl, sides, { classifier });
  opened.set('norm/scale', [1, 2, 0.5]);
  opened.set('norm/offset', [0.3, -0.1, 1]);
  const of = await readAll(opened.variables);
  const mapped = convolve(plain([4, 1, 1, 2], student.flat()), of['transfer/kernel']!, 3);
  const { data } = normaliseBatch(mapped, of['norm/scale']!, of['norm/offset']!);
  const features = teacher.map((_, row) => [0, 1, 2].map((column) => Math.max(0, data[row * 3 + column]!)));
  const bias = [0.7, -0.4];
  const logits = (rows: number[][]) =>
    rows.flatMap((row) => bias.map((offset, label) => row.reduce((sum, value, axis) => sum + value * classifier[axis]![label]!, offset)));
  const meanSquare = (a: number[], b: number[]) => average(a.map((value, index) => (value - b[index]!) ** 2));
  const expected = meanSquare(features.flat(), teacher.flat()) + meanSquare(logits(features), logits(teacher));
  const { loss, gradients } = await opened.differentiate(sides);
  expectClose([loss], [expected], 1e-5, 'the loss');
  expect(Object.keys(gradients).sort()).toEqual(['norm/offset', 'norm/scale', 'student 0', 'transfer/kernel']);
  opened.close();
});

test("the transfer is trained; the teacher's classifier is kept as it is", async () => {
  const opened = openFeature(srrl, sides, { classifier });
  expect(Object.keys(opened.variables)).toEqual(['transfer/kernel', 'norm/scale', 'norm/offset']);
  const [before, start] = [await readAll(opened.variables), await opened.differentiate(sides)];
  for (let step = 0; step < 20; step++) opened.step(sides, 0.05);
  const after = await readAll(opened.variables);
  for (const name of Object.keys(before)) expect(after[name], name).not.toEqual(before[name]);
  expect((await opened.differentiate(sides)).loss).toBeLessThan(start.loss);
  opened.close();
});

describe('refusals', () => {
  test.each([[[[1, 2]]], [[[1], [2], [3]]], [[[1, 2], [1, 2], [1]]]])('a classifier of other sizes: %j', async (wrong) => {
    await expect(evaluateKnowledge(srrl, { ...sides, options: { classifier: wrong } })).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
  });
  test('no classifier', async () => await expect(evaluateKnowledge(srrl, sides)).rejects.toThrow('KD_E_OPTIONS_INVALID'));
  test('maps', async () => {
    const maps = [{ shape: [1, 1, 1, 3], data: new Float32Array(3) }];
    await expect(evaluateKnowledge(srrl, { student: maps, teacher: maps, options: { classifier } })).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
  });
});
