// The embedding: its formula, how it starts, and that a width of 0 is none.
import { gradients, randomStream, readAll, scope, sum, tensor2d } from '@retort/tensor';
import { expectClose, expectNoLeak } from '@retort/testing';
import { expect, test } from 'vitest';
import { embedPairs } from './embed-pairs.ts';
import { linearEmbedding } from './linear-embedding.ts';

const random = randomStream(3, 'embedding');

test('is x W + b, and trains both', () =>
  expectNoLeak(async () => {
    const { variables, apply } = linearEmbedding(random, 2, 3);
    const { kernel, bias } = await readAll(variables);
    const rows = [
      [1, 2],
      [-1, 3],
    ];
    const made = scope(() => {
      const x = tensor2d(rows);
      return { y: apply(x), ...gradients(() => sum(apply(x)), variables).gradients };
    });
    const { y, kernel: slopes, bias: slope } = (await readAll(made)) as Record<'y' | 'kernel' | 'bias', Float32Array>;
    expectClose(
      y,
      rows.flatMap(([a, b]) => [0, 1, 2].map((to) => a! * kernel![to]! + b! * kernel![3 + to]! + bias![to]!)),
      1e-6,
      'the value',
    );
    expect([...slopes]).toEqual([0, 0, 0, 5, 5, 5]);
    expect([...slope]).toEqual([2, 2, 2]);
    for (const tensor of [...Object.values(variables), ...Object.values(made)]) tensor.dispose();
  }));

test('starts uniform in +-1/sqrt(from)', () =>
  expectNoLeak(async () => {
    const { variables } = linearEmbedding(random, 100, 50);
    const { kernel, bias } = await readAll(variables);
    for (const values of [kernel!, bias!]) expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.1);
    expect(Math.max(...kernel!)).toBeGreaterThan(0.099);
    expect(kernel!.reduce((total, value) => total + value, 0) / kernel!.length).toBeCloseTo(0, 2);
    expect(kernel!.reduce((total, value) => total + value ** 2, 0) / kernel!.length).toBeCloseTo(0.01 / 3, 3);
    for (const variable of Object.values(variables)) variable.dispose();
  }));

test('each side of each pair has its own; a width of 0 is none', () =>
  expectNoLeak(async () => {
    const shapes = { student: [[2], [3, 1]], teacher: [[4], [5]], random };
    const { pairs, variables } = embedPairs(shapes, 6);
    expect(Object.fromEntries(Object.entries(variables).map(([name, { shape }]) => [name, shape]))).toEqual({
      'pair-0/student/kernel': [2, 6],
      'pair-0/student/bias': [6],
      'pair-0/teacher/kernel': [4, 6],
      'pair-0/teacher/bias': [6],
      'pair-1/student/kernel': [3, 6],
      'pair-1/student/bias': [6],
      'pair-1/teacher/kernel': [5, 6],
      'pair-1/teacher/bias': [6],
    });
    const { 'pair-0/student/bias': one, 'pair-0/teacher/bias': other } = await readAll(variables);
    expect(one).not.toEqual(other);
    for (const { student, teacher } of pairs) expect(student.variables.kernel).not.toBe(teacher.variables.kernel);
    for (const variable of Object.values(variables)) variable.dispose();
    expect(embedPairs(shapes, 0).variables).toEqual({});
  }));
