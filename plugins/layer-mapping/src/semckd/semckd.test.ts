// SemCKD's attention against plain loops, the published sum, what is pooled, and batches that it refuses.
import { readAll } from '@retort/tensor';
import { coded, expectClose, type HostTensor, makerOf } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { openMapping } from '../../test/open-mapping.ts';
import { affine, dot, mean, rowsOf, softmax, unit } from '../../test/plain-attention.ts';
import { semckd } from './semckd.ts';

const filled = (shape: readonly number[], value: (index: number) => number): HostTensor => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((product, axis) => product * axis, 1) }, (_, index) => value(index)),
});
const BATCH = 32;
const student = { s1: filled([BATCH, 2, 2, 2], (k) => Math.sin(3 * k)), s2: filled([BATCH, 2, 1, 3], (k) => Math.cos(k * k)) };
const teacher = {
  t1: filled([BATCH, 4, 2, 3], (k) => Math.cos(2 * k + 1)),
  t2: filled([BATCH, 2, 2, 2], (k) => Math.sin(k * k)),
  t3: filled([BATCH, 3], (k) => Math.sin(5 * k)),
};

/** `a[n][i][j]`, from the variables as they are. */
function attentionOf(variables: Readonly<Record<string, Float32Array>>, temperature: number): readonly (readonly number[][])[] {
  const embed = (name: string, host: HostTensor) => {
    const rows = rowsOf(host);
    return rows.map((row) => {
      const similarity = rows.map((other) => dot(row, other));
      const inner = affine(similarity, variables[`${name}/inner/kernel`]!, variables[`${name}/inner/bias`]!).map((value) => Math.max(0, value));
      return unit(affine(inner, variables[`${name}/outer/kernel`]!, variables[`${name}/outer/bias`]!));
    });
  };
  const queries = Object.values(student).map((host, index) => embed(`query-${index}`, host));
  const keys = Object.values(teacher).map((host, index) => embed(`key-${index}`, host));
  return Array.from({ length: BATCH }, (_, n) => queries.map((query) => softmax(keys.map((key) => dot(query[n]!, key[n]!) / temperature))));
}

describe('semckd', () => {
  test.each([
    ['by default', {}, 8, 1],
    ['with wider embeddings and another temperature', { factor: 2, temperature: 0.25 }, 16, 0.25],
  ] as const)('weighs each sample by the attention divided by the student layers, %s', async (_, options, width, temperature) => {
    const { built, join, close } = openMapping(semckd, options, student, teacher);
    expect(built.variables!['query-1/inner/kernel']!.shape).toEqual([BATCH, 2 * width]);
    expect(built.variables!['key-2/outer/kernel']!.shape).toEqual([2 * width, width]);
    const expected = attentionOf(await readAll(built.variables!), temperature);
    const joined = await join(student, teacher);
    expect(built.joined.map(({ label }) => label)).toEqual(['s1 <- t1', 's1 <- t2', 's1 <- t3', 's2 <- t1', 's2 <- t2', 's2 <- t3']);
    joined.forEach(({ weights }, pair) => {
      const [i, j] = [Math.floor(pair / 3), pair % 3];
      expectClose(
        weights!,
        expected.map((sample) => sample[i]![j]! / 2),
        1e-5,
        `the weights of ${built.joined[pair]!.label}`,
      );
    });

    // The published loss: sum_ij sum_n a_nij MSE_nij / (B n), of a knowledge that is the weighted mean of squared differences.
    const errors = joined.map(({ student: own, teacher: other }) => {
      // What is compared has equal channels here only by the first of them: any loss per sample will do.
      const first = (values: Float32Array, n: number) => values[(n * values.length) / BATCH]!;
      return Array.from({ length: BATCH }, (_value, n) => (first(own, n) - first(other, n)) ** 2);
    });
    const summed = joined.reduce((sum, { weights }, pair) => sum + mean(errors[pair]!.map((error, n) => weights![n]! * error)), 0);
    const published = errors.reduce((sum, each, pair) => sum + each.reduce((s, error, n) => s + expected[n]![Math.floor(pair / 3)]![pair % 3]! * error, 0), 0);
    expectClose([summed], [published / (BATCH * 2)], 1e-5, 'the loss');
    close();
  });

  test('in a small batch embeddings stay 8 wide', () => {
    const few = (side: Readonly<Record<string, HostTensor>>) =>
      Object.fromEntries(Object.entries(side).map(([tap, { shape }]) => [tap, filled([4, ...shape.slice(1)], Math.sin)]));
    const { built, close } = openMapping(semckd, {}, few(student), few(teacher));
    expect(built.variables!['key-0/inner/kernel']!.shape).toEqual([4, 16]);
    close();
  });

  test('pools the larger map to the smaller, and a map to a vector where the other is one', async () => {
    const { built, join, close } = openMapping(semckd, {}, student, teacher);
    expect(built.joined.map((pair) => [pair.student.join(), pair.teacher.join()])).toEqual([
      ['2,2,2', '2,2,3'],
      ['2,2,2', '2,2,2'],
      ['2', '3'],
      ['2,1,3', '2,1,3'],
      ['2,1,3', '2,1,2'],
      ['3', '3'],
    ]);
    const joined = await join(student, teacher);
    // t1 is 4 by 2, s1 is 2 by 2: rows are averaged in twos.
    const t1 = (n: number, row: number, column: number, channel: number) => teacher.t1.data[((n * 4 + row) * 2 + column) * 3 + channel]!;
    const rows = Array.from({ length: BATCH * 12 }, (_, k) => {
      const [n, row, column, channel] = [Math.floor(k / 12), Math.floor(k / 6) % 2, Math.floor(k / 3) % 2, k % 3];
      return (t1(n, 2 * row, column, channel) + t1(n, 2 * row + 1, column, channel)) / 2;
    });
    expectClose(joined[0]!.teacher, rows, 1e-6, 'the pooled teacher map');
    expectClose(joined[0]!.student, student.s1.data, 0, 'the student map');
    const pooled = rowsOf(student.s2).flatMap((row) => [0, 1, 2].map((channel) => (row[channel]! + row[3 + channel]!) / 2));
    expectClose(joined[5]!.student, pooled, 1e-6, 'the student map as a vector');
    close();
  });

  test('each member of a committee has an attention of its own', async () => {
    const two = {
      'a/logits': filled([BATCH, 2], Math.sin),
      'a/t1': teacher.t1,
      'a/t2': teacher.t2,
      'b/logits': filled([BATCH, 2], Math.sin),
      'b/t2': teacher.t2,
    };
    const { built, join, close } = openMapping(semckd, { student: ['s1'] }, student, two);
    expect(Object.keys(built.variables!).map((name) => name.split('/').slice(0, 2).join('/'))).toContain('b/key-0');
    expect(built.joined.map(({ label, member }) => [member, label])).toEqual([
      ['a', 's1 <- a/t1'],
      ['a', 's1 <- a/t2'],
      ['b', 's1 <- b/t2'],
    ]);
    const [first, second, third] = await join(student, two);
    expectClose(
      first!.weights!.map((weight, n) => weight + second!.weights![n]!),
      Array(BATCH).fill(1),
      1e-6,
      'the weights of one member',
    );
    expectClose(third!.weights!, Array(BATCH).fill(1), 1e-6, 'the weights of the other');
    close();
  });

  test('needs batches of one size, and says how to get them', () => {
    const { build, close } = openMapping(semckd, {}, student, teacher);
    close();
    const mapping = makerOf([semckd]).make('mapping', 'semckd');
    expect(() => mapping.build!({ ...build, batch: { size: BATCH, fixed: false } })).toThrow(/lastBatch: drop.*KD_E_MAPPING_BATCH/);
  });

  test('in a smaller batch than it was made for it is refused, not read', async () => {
    const { join, close } = openMapping(semckd, {}, student, teacher);
    const half = (host: HostTensor): HostTensor => ({ shape: [BATCH / 2, ...host.shape.slice(1)], data: host.data.slice(0, host.data.length / 2) });
    const halves = (side: Readonly<Record<string, HostTensor>>) => Object.fromEntries(Object.entries(side).map(([tap, host]) => [tap, half(host)]));
    await expect(join(halves(student), halves(teacher))).rejects.toSatisfy(coded('KD_E_MAPPING_BATCH'));
    close();
  });
});
