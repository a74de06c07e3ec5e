// A network between two of one family, option by option.
import { expect, test } from 'vitest';
import { between } from './between.ts';

const mlp = (...hidden: number[]) => ({ id: 'mlp', hidden });

test('numbers go by their ratio, rounded where both are whole', () => {
  expect(between({ id: 'x', width: 10 }, { id: 'x', width: 1000 }, 0.5)).toEqual({ id: 'x', width: 100 });
  expect(between({ id: 'x', width: 16 }, { id: 'x', width: 64 }, 0.25)).toEqual({ id: 'x', width: 23 });
  expect(between({ id: 'x', rate: 0.2 }, { id: 'x', rate: 0.45 }, 0.5)).toEqual({ id: 'x', rate: expect.closeTo(0.3, 12) });
});

test('numbers that have no ratio go in a straight line', () => {
  expect(between({ id: 'x', rate: 0 }, { id: 'x', rate: 0.5 }, 0.25)).toEqual({ id: 'x', rate: 0.125 });
});

test('lists of one length go entry by entry, others by length and by place', () => {
  expect(between(mlp(16, 32), mlp(64, 128), 0.5)).toEqual(mlp(32, 64));
  // Lengths 1 and 4: 2 at half the way; its ends lie between the ends of both.
  expect(between(mlp(10), mlp(1000, 500, 100, 40), 0.5)).toEqual(mlp(100, 20));
  expect(between(mlp(10), mlp(90, 40, 90), 0.01)).toEqual(mlp(10));
});

test.each([
  [mlp(16), mlp(64, 32, 7)],
  [
    { id: 'resnet', depth: 20 },
    { id: 'resnet', depth: 110, width: 24 },
  ],
])('is the one at 0 and the other at 1: %j', (small, large) => {
  expect(between(small, large, 0)).toEqual(small);
  expect(between(small, large, 1)).toEqual(large);
});

test('what is no number is as the nearer has it, also where the other leaves it out', () => {
  const small = { id: 'mlp', hidden: [10], activation: 'relu', batchNorm: true };
  const large = { id: 'mlp', hidden: [10], activation: 'tanh' };
  expect(between(small, large, 0.4)).toEqual(small);
  expect(between(small, large, 0.6)).toEqual(large);
  expect(between('mlp', { id: 'mlp', hidden: [10] }, 0.6)).toEqual({ id: 'mlp', hidden: [10] });
});

test('a network within a network is gone through', () => {
  const exits = (width: number) => ({ id: 'exits', model: { id: 'resnet', depth: 20, width } });
  expect(between(exits(4), exits(64), 0.5)).toEqual(exits(16));
});
