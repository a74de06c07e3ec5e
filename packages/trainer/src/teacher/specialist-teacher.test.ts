// A specialist as a teacher of all classes: its own logits where it knows, a class out of the question elsewhere.
import type { Batch, Teacher, Tensor } from '@retort/kernel';
import { liveCount, readAll, softmax, tensor2d } from '@retort/tensor';
import { expect, test } from 'vitest';
import { specialistTeacher } from './specialist-teacher.ts';

/** Knows the classes 3 and 1, in this order. */
function member(disposed: string[] = []): Teacher {
  const taps: Readonly<Record<string, () => Tensor>> = { hidden: () => tensor2d([[7], [8]]) };
  return {
    taps: ['logits', 'hidden'],
    layers: ['hidden'],
    classes: 2,
    shapeOf: (tap) => (tap === 'logits' ? [2] : [1]),
    observe: (_, asked) => ({
      logits: tensor2d([
        [1, 2],
        [-3, 4],
      ]),
      taps: Object.fromEntries(asked.map((tap) => [tap, taps[tap]!()])),
    }),
    dispose: () => void disposed.push('member'),
  };
}

const batch = {} as Batch;

test('its logits stand at the classes that it covers, and nothing leaks', async () => {
  const before = liveCount();
  const teacher = specialistTeacher(member(), [3, 1], 5);
  const { logits, taps } = await teacher.observe(batch, ['hidden', 'logits']);
  expect(logits.shape).toEqual([2, 5]);
  const read = await readAll({ logits, hidden: taps.hidden!, tap: taps.logits! });
  expect([...read.logits!]).toEqual([-1e9, 2, -1e9, 1, -1e9, -1e9, 4, -1e9, -3, -1e9]);
  expect(read.tap).toEqual(read.logits);
  expect([...read.hidden!]).toEqual([7, 8]);
  const probabilities = softmax(logits);
  const [, one, , three] = await probabilities.data();
  expect(one! + three!).toBeCloseTo(1, 6);
  expect(three! / one!).toBeCloseTo(Math.exp(-1), 6);
  for (const tensor of [probabilities, logits, taps.hidden!]) tensor.dispose();
  expect(liveCount()).toEqual(before);
});

test('its digest is that of its member and of what it covers; what is asked of it is asked of its member', async () => {
  const asked: unknown[] = [];
  const told = { ...member(), digest: () => Promise.resolve('weights'), check: (demand: unknown) => void asked.push(demand), parameters: 9 };
  const [one, other] = [specialistTeacher(told, [3, 1], 5), specialistTeacher(told, [1, 3], 5)];
  expect(await one.digest!()).toBe('specialist 3 1 of 5 (weights)');
  expect(await other.digest!()).not.toBe(await one.digest!());
  const demand = { taps: [], samples: 1, epochs: 1, augmented: false };
  one.check!(demand);
  expect([asked, one.parameters]).toEqual([[demand], 9]);
  expect(specialistTeacher(member(), [3, 1], 5)).not.toHaveProperty('digest');
});

test('it tells what it covers, keeps the taps of its member, and owns it', () => {
  const disposed: string[] = [];
  const teacher = specialistTeacher(member(disposed), [3, 1], 5);
  expect(teacher).toMatchObject({ taps: ['logits', 'hidden'], layers: ['hidden'], classes: 5, covers: [3, 1] });
  expect([teacher.shapeOf('logits'), teacher.shapeOf('hidden')]).toEqual([[5], [1]]);
  teacher.dispose();
  expect(disposed).toEqual(['member']);
});
