// `fitnet` against values computed in double precision from the definition.
import { evaluateKnowledge, expectClose, fromRows, mapsPair, meanSquaredError, studentMap, teacherMap } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { fitnet } from './fitnet.ts';

test('the reference value: mean over all elements', async () => {
  const { loss, terms, student } = await evaluateKnowledge(fitnet, mapsPair);
  expectClose([loss], [2.173611111], 1e-6, 'the loss');
  expectClose([meanSquaredError(studentMap.data, teacherMap.data)], [2.173611111], 1e-7, 'the plain loop');
  expect(Object.keys(terms)).toEqual(['fitnet']);
  const gradient = studentMap.data.map((value, index) => (2 * (value - teacherMap.data[index]!)) / 16);
  expectClose(student[0]!, gradient, 1e-6, 'the gradient');
});

test('several pairs are added', async () => {
  const one = { student: [fromRows([[1, 2]])], teacher: [fromRows([[0, 0]])] };
  const two = { student: [...one.student, fromRows([[3, 3]])], teacher: [...one.teacher, fromRows([[1, 1]])] };
  expect((await evaluateKnowledge(fitnet, one)).loss).toBeCloseTo(2.5, 6);
  expect((await evaluateKnowledge(fitnet, two)).loss).toBeCloseTo(2.5 + 4, 6);
});

describe('shapes that do not meet are refused when it is built, with the connector that would join them', () => {
  const ask = (student: readonly number[], teacher: readonly number[]) => {
    const fill = (shape: readonly number[]) => ({ shape: [1, ...shape], data: new Float32Array(shape.reduce((product, size) => product * size, 1)) });
    return evaluateKnowledge(fitnet, { student: [fill(student)], teacher: [fill(teacher)] });
  };

  test.each([
    [[3], [4], /`linear`/],
    [[4, 4, 3], [4, 4, 5], /`conv1x1`/],
    [[4, 4, 3], [2, 2, 5], /`conv1x1`/],
    [[4, 4, 3], [2, 2, 3], /`pooling`/],
    [[4, 4, 3], [3], /`pooling`/],
    [[4, 4, 3], [5], /`linear`/],
    [[2, 2, 3], [4, 4, 3], /never enlarges/],
    [[3, 2], [6], /`linear`/],
    [[4, 3], [2, 5], /`transformer-projection`/],
    [[2, 2, 3], [4, 5], /`transformer-projection`/],
    [[4, 3], [2, 2, 5], /`transformer-projection`/],
    // These would broadcast.
    [[4, 4, 1], [4, 4, 5], /`conv1x1`/],
    [[1], [4], /`linear`/],
  ])('%j to %j', async (student, teacher, advice) => {
    await expect(ask(student, teacher)).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
    await expect(ask(student, teacher)).rejects.toThrow(advice);
  });
});
