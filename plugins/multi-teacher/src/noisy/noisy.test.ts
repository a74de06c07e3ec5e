// `noisy`: the paper's formula with the draws of the stream, and what the noise depends on.
import { randomStream } from '@retort/tensor';
import { expectClose, fromRows } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { ask, echo } from '../../test/batch.ts';
import { noisyTeacher } from './noisy.ts';

const random = randomStream(3, 'noisy');
const rows = [
  [1, -2, 0],
  [4, 0.5, -1],
  [2, 2, 2],
];
const noisy = (change: Partial<Parameters<typeof noisyTeacher>[1]> = {}) => noisyTeacher(echo(3), { std: 0.5, share: 1, relative: true, ...change }, random);
const normalsOf = (id: number, view = 'none') => [...random.child('noise').child(view).at(id).normals(3)];

test('(1 + s xi) z, or z + s xi, with the normals of the sample', async () => {
  const expected = (change: (value: number, normal: number) => number) => rows.flatMap((row, id) => normalsOf(id).map((normal, c) => change(row[c]!, normal)));
  const relative = await ask(noisy(), fromRows(rows));
  expectClose(
    relative.logits,
    expected((value, normal) => (1 + 0.5 * normal) * value),
    1e-6,
    'relative',
  );
  const added = await ask(noisy({ relative: false }), fromRows(rows));
  expectClose(
    added.logits,
    expected((value, normal) => value + 0.5 * normal),
    1e-6,
    'added',
  );
});

test('the share of samples, and the deviation of the noise, are what is asked', async () => {
  const many = fromRows(Array.from({ length: 2000 }, () => [1, 1, 1]));
  const { logits } = await ask(noisy({ share: 0.3 }), many);
  const noise = logits.filter((value) => value !== 1).map((value) => value - 1);
  expect(Math.abs(noise.length / 6000 - 0.3)).toBeLessThan(0.05);
  const mean = noise.reduce((a, b) => a + b) / noise.length;
  const deviation = Math.sqrt(noise.reduce((total, value) => total + (value - mean) ** 2, 0) / noise.length);
  expect(Math.abs(mean)).toBeLessThan(0.05);
  expect(Math.abs(deviation - 0.5)).toBeLessThan(0.05);
});

describe('the noise is of the sample and the view', () => {
  test('whatever batch the sample comes in', async () => {
    const all = await ask(noisy(), fromRows(rows));
    const turned = await ask(noisy(), fromRows([rows[2]!, rows[0]!]), { ids: Int32Array.of(2, 0) });
    expect(turned.logits).toEqual([...all.logits.slice(6), ...all.logits.slice(0, 3)]);
  });

  test('another view, another noise; so for the copies of a sample', async () => {
    const same = fromRows([rows[0]!, rows[0]!]);
    const [plain, seen, copies] = [
      await ask(noisy(), same, { ids: Int32Array.of(0, 0) }),
      await ask(noisy(), same, { ids: Int32Array.of(0, 0), view: 'shift epoch 1' }),
      await ask(noisy(), same, { ids: Int32Array.of(0, 0), copies: 2 }),
    ];
    expect(plain.logits.slice(0, 2)).toEqual(plain.logits.slice(3, 5));
    expect(seen.logits[0]).not.toBe(plain.logits[0]);
    expect(copies.logits[0]).not.toBe(copies.logits[3]);
  });
});

test('no noise, or of no sample, changes no bit; the other taps are those of the teacher inside', async () => {
  for (const change of [{ std: 0 }, { share: 0 }]) expect((await ask(noisy(change), fromRows(rows))).logits.map(Number)).toEqual(rows.flat());
  const { logits, taps } = await ask(noisy(), fromRows(rows), {}, ['double', 'logits']);
  expect(taps.double).toEqual(rows.flat().map((value) => value * 2));
  expect(taps.logits).toEqual(logits);
});
