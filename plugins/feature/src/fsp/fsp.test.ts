// `fsp` against values computed in double precision from the definition.
import { evaluateKnowledge, expectClose, makerOf, mapsPair } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { channelsLast, map } from '../../test/maps.ts';
import { fsp } from './fsp.ts';

test('the reference value', async () => {
  const { loss } = await evaluateKnowledge(fsp, {
    student: [...mapsPair.student, channelsLast(Math.cos)],
    teacher: [...mapsPair.teacher, channelsLast(Math.sin)],
  });
  expectClose([loss], [0.200855365], 1e-6, 'the loss');
});

test('of two consecutive maps the larger is pooled; networks may differ in size; flows are added', async () => {
  const ones = (height: number, width: number, channels: number, value: number) => map([1, height, width, channels], () => value);
  const { loss } = await evaluateKnowledge(fsp, {
    student: [ones(4, 4, 2, 2), ones(2, 2, 3, 1), ones(2, 2, 1, 1)],
    teacher: [ones(2, 2, 2, 1), ones(4, 4, 3, 1), ones(1, 1, 1, 1)],
  });
  // Every entry of the first flow is 2 against 1, of the second 1 against 1.
  expectClose([loss], [1], 1e-6, 'the loss');
});

describe('refusals', () => {
  const ask = (...channels: (readonly [number, number])[]) =>
    evaluateKnowledge(fsp, {
      student: channels.map(([own]) => map([1, 2, 2, own], () => 1)),
      teacher: channels.map(([, other]) => map([1, 2, 2, other], () => 1)),
    });
  test('one layer has no flow', async () => {
    await expect(ask([2, 2])).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
    await expect(ask([2, 2])).rejects.toThrow(/two pairs/);
  });
  test('unlike channels, and what would join them', async () => {
    await expect(ask([2, 2], [3, 4])).rejects.toThrow(/pair 1 of "fsp".*`conv1x1`/s);
  });
});

test('initialises the student where it is given epochs to', () => {
  const { prelude } = makerOf([fsp]).make('knowledge', { id: 'fsp', prelude: 30 });
  expect(prelude).toEqual({ epochs: 30, trains: 'student', stays: false });
  expect(makerOf([fsp]).make('knowledge', 'fsp').prelude).toBeUndefined();
});
