// ALP-KD's mixtures against plain loops, and the layers that cannot be mixed.
import { readAll } from '@retort/tensor';
import { expectClose, type HostTensor } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { openMapping } from '../../test/open-mapping.ts';
import { affine, dot, pooledOf, type Row, softmax, unit } from '../../test/plain-attention.ts';
import { alpKd } from './alp-kd.ts';

const filled = (shape: readonly number[], value: (index: number) => number): HostTensor => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((product, axis) => product * axis, 1) }, (_, index) => value(index)),
});
const BATCH = 3;
const student = { s1: filled([BATCH, 2, 2, 3], (k) => 2 * Math.sin(3 * k)), s2: filled([BATCH, 2], (k) => Math.cos(k * k)) };
const teacher = {
  t1: filled([BATCH, 3, 1, 3], (k) => 3 * Math.cos(2 * k + 1)),
  t2: filled([BATCH, 3], (k) => 2 * Math.sin(k * k)),
  t3: filled([BATCH, 2, 3], (k) => Math.sin(5 * k)),
};

/** `C_n` for each sample, of queries `[B, c]`. */
function mixtures(queries: readonly Row[], normalise: boolean): number[] {
  const states = Object.values(teacher).map(pooledOf);
  const ready = normalise ? unit : (row: Row) => row;
  return queries.flatMap((query, n) => {
    const shares = softmax(states.map((state) => dot(ready(query), ready(state[n]!))));
    return [0, 1, 2].map((channel) => shares.reduce((sum, share, layer) => sum + share * states[layer]![n]![channel]!, 0));
  });
}

describe('alp-kd', () => {
  test.each([false, true])('mixes the pooled layers of the teacher by softmax of products (normalised: %s)', async (normalise) => {
    const { built, join, close } = openMapping(alpKd, { normalise }, student, teacher);
    expect(built.joined).toEqual([
      { student: [3], teacher: [3], weighted: false, label: 's1 <- t1 + t2 + t3' },
      { student: [2], teacher: [3], weighted: false, label: 's2 <- t1 + t2 + t3' },
    ]);
    // Only the layer of another width has a query to learn.
    expect(Object.keys(built.variables!)).toEqual(['query-1/kernel']);
    const { 'query-1/kernel': kernel } = await readAll(built.variables!);
    const [first, second] = await join(student, teacher);
    const [own, other] = [pooledOf(student.s1), pooledOf(student.s2)];
    expectClose(first!.student, own.flat(), 1e-6, 'the student layer');
    expectClose(first!.teacher, mixtures(own, normalise), 1e-5, 'the mixture');
    expectClose(second!.student, other.flat(), 1e-6, 'the student layer of another width');
    expectClose(
      second!.teacher,
      mixtures(
        other.map((row) => affine(row, kernel!)),
        normalise,
      ),
      1e-5,
      'its mixture',
    );
    close();
  });

  test('of one teacher layer the mixture is that layer', async () => {
    const { join, close } = openMapping(alpKd, { student: ['s1'], teacher: ['t2'] }, student, teacher);
    expectClose((await join(student, teacher))[0]!.teacher, teacher.t2.data, 1e-6, 'the mixture');
    close();
  });

  test('the layers of each member are mixed apart, and may be as wide as they like', () => {
    const two = { 'a/logits': student.s2, 'a/t2': teacher.t2, 'b/logits': student.s2, 'b/wide': filled([BATCH, 5], Math.sin) };
    const { built, close } = openMapping(alpKd, { student: ['s1'] }, student, two);
    expect(built.joined.map(({ member, teacher: shape, label }) => [member, shape, label])).toEqual([
      ['a', [3], 's1 <- a/t2'],
      ['b', [5], 's1 <- b/wide'],
    ]);
    expect(Object.keys(built.variables!)).toEqual(['b/query-0/kernel']);
    close();
  });

  test('layers of unequal widths cannot be mixed', () => {
    const open = () => openMapping(alpKd, {}, student, { ...teacher, t4: filled([BATCH, 4], Math.sin) });
    expect(open).toThrow(/equally many channels.*"t4" \[4\].*KD_E_MAPPING_SHAPES/);
  });
});
