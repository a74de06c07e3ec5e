// `mgd` against plain loops over its definition, its mask, and what of it is trained.
import type { FeaturePairInput } from '@retort/kernel';
import { randomStream, readAll, scope, seedTensor } from '@retort/tensor';
import { evaluateKnowledge, expectClose, makerOf, toTensor } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { openFeature } from '../../test/built.ts';
import { map } from '../../test/maps.ts';
import { convolve, meanSquaredDifference, plain } from '../../test/reference-layers.ts';
import { mgd } from './mgd.ts';

const sides = { student: [map([2, 3, 2, 2], Math.cos)], teacher: [map([2, 3, 2, 3], (k) => Math.sin(1.3 * k))] };

test('without a mask it is the sum of squares after the generator, over the batch size', async () => {
  const opened = openFeature(mgd, sides);
  for (const name of ['align/bias', 'first/bias', 'second/bias']) opened.set(name, [0.1, -0.2, 0.3]);
  const of = await readAll(opened.variables);
  const aligned = convolve(plain(sides.student[0]!.shape, sides.student[0]!.data), of['align/kernel']!, 3, of['align/bias']!);
  const hidden = convolve(aligned, of['first/kernel']!, 3, of['first/bias']!);
  const generated = convolve(
    plain(
      hidden.shape,
      hidden.data.map((value) => Math.max(0, value)),
    ),
    of['second/kernel']!,
    3,
    of['second/bias']!,
  );
  const target = plain(sides.teacher[0]!.shape, sides.teacher[0]!.data);
  const expected = (meanSquaredDifference(generated, target) * target.data.length) / 2;
  const { loss, gradients } = await opened.differentiate(sides);
  expectClose([loss], [expected], 1e-6, 'the loss');
  expect(Object.keys(gradients).sort()).toEqual([...Object.keys(opened.variables), 'student 0'].sort());
  opened.close();
});

test('equal channels need no alignment', () => {
  const opened = openFeature(mgd, { student: sides.teacher, teacher: sides.teacher });
  expect(Object.keys(opened.variables)).toEqual(['first/kernel', 'first/bias', 'second/kernel', 'second/bias']);
  opened.close();
});

describe('the mask', () => {
  /** The loss of a generator that is the identity on positive maps: the teacher is 0, so it counts what was kept. */
  async function kept(ratio: number, step: number | undefined, pair = 0): Promise<number> {
    const one = map([4, 16, 16, 1], () => 1);
    const shapes = [
      [16, 16, 1],
      [16, 16, 1],
    ];
    const knowledge = makerOf([mgd]).make('knowledge', { id: 'mgd', ratio });
    const built = knowledge.build({ student: shapes, teacher: shapes, classes: 2, samples: 4, random: randomStream(1, 'mask') });
    const identity = plain([3, 3, 1, 1], [0, 0, 0, 0, 1, 0, 0, 0, 0]);
    const result = scope(() => {
      for (const [name, variable] of Object.entries(built.variables ?? {})) {
        if (name.endsWith('kernel')) variable.assign(toTensor({ shape: identity.shape, data: Float32Array.from(identity.data) }));
      }
      const seed = step === undefined ? {} : { seed: seedTensor(randomStream(1, 'steps'), step) };
      const input: FeaturePairInput = {
        student: toTensor(one),
        teacher: toTensor({ ...one, data: new Float32Array(one.data.length) }),
        index: pair,
        count: 2,
        feeds: {},
        ...seed,
      };
      return (built.loss as (input: FeaturePairInput) => ReturnType<typeof built.loss>)(input).mgd!;
    });
    const { result: values } = await readAll({ result });
    for (const variable of [result, ...Object.values(built.variables ?? {})]) variable.dispose();
    return values![0]! / 256;
  }

  test('takes about its ratio of the places, anew in each step and for each pair, and the same for the same step', async () => {
    const losses = await Promise.all([kept(0.65, 0), kept(0.65, 1), kept(0.65, 0, 1)]);
    for (const share of losses) {
      expect(share).toBeGreaterThan(0.3);
      expect(share).toBeLessThan(0.4);
    }
    expect(new Set(losses).size).toBe(3);
    expect(await kept(0.65, 0)).toBe(losses[0]);
  });

  test('takes nothing at 0, and nothing outside of training', async () => {
    expect(await kept(0, 0)).toBe(1);
    expect(await kept(0.65, undefined)).toBe(1);
  });
});

test('unlike sizes are refused', async () => {
  const pair = { student: [map([1, 4, 4, 3], Math.cos)], teacher: [map([1, 2, 2, 3], Math.cos)] };
  await expect(evaluateKnowledge(mgd, pair)).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
  await expect(evaluateKnowledge(mgd, { ...sides, options: { ratio: 1.5 } })).rejects.toThrow('KD_E_OPTIONS_INVALID');
});
