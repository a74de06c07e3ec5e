// `vid` against values computed in double precision from the definition, and what of it is trained.
import { readAll } from '@retort/tensor';
import { evaluateKnowledge, expectClose, finiteDifference, fromRows, mapsPair } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { openFeature } from '../../test/built.ts';
import { map } from '../../test/maps.ts';
import { vid } from './vid.ts';

test('the reference value, without a regressor: one that is the identity, as x = relu(x) - relu(-x)', async () => {
  const opened = openFeature(vid, mapsPair, { width: 4 });
  opened.set('conv0', [1, 0, -1, 0, 0, 1, 0, -1]);
  opened.set(
    'conv1',
    Array.from({ length: 16 }, (_, at) => (at % 5 === 0 ? 1 : 0)),
  );
  opened.set('conv2', [1, 0, 0, 1, -1, 0, 0, -1]);
  expectClose([(await opened.differentiate(mapsPair)).loss], [1.022080067], 1e-6, 'the loss');
  opened.close();
});

describe('hazard: the variance must be trained', () => {
  test('it is among the variables, and every variable has a gradient and changes in a step', async () => {
    const opened = openFeature(vid, mapsPair);
    expect(Object.keys(opened.variables)).toEqual(['conv0', 'conv1', 'conv2', 'logScale']);
    expect(Object.values(opened.variables).every(({ trainable }) => trainable)).toBe(true);
    const before = await readAll(opened.variables);
    expectClose(before.logScale!, [Math.log(Math.exp(5 - 1e-5) - 1), Math.log(Math.exp(5 - 1e-5) - 1)], 1e-6, 'the start');
    opened.step(mapsPair, 0.1);
    const after = await readAll(opened.variables);
    for (const name of Object.keys(before)) expect(after[name], name).not.toEqual(before[name]);
    opened.close();
  });

  test('its gradient is that of finite differences', async () => {
    const opened = openFeature(vid, mapsPair);
    const { gradients } = await opened.differentiate(mapsPair);
    const expected = await finiteDifference(
      async (values) => {
        opened.set('logScale', [...values]);
        return (await opened.differentiate(mapsPair)).loss;
      },
      Float32Array.of(4.993, 4.993),
      0.1,
    );
    expectClose(gradients.logScale!, expected, 1e-2, 'the gradient');
    opened.close();
  });

  test('training leads it to the mean squared error, where the likelihood is largest', async () => {
    const opened = openFeature(vid, mapsPair, { initialVariance: 1 });
    opened.set('conv2', [0, 0, 0, 0]);
    for (let step = 0; step < 200; step++) {
      opened.step(mapsPair, 1);
      opened.set('conv2', [0, 0, 0, 0]);
    }
    const { logScale } = await readAll(opened.variables);
    const { data } = mapsPair.teacher[0]!;
    const meanSquare = (channel: number) => data.reduce((sum, value, at) => sum + (at % 2 === channel ? value ** 2 / 8 : 0), 0);
    expectClose(
      Array.from(logScale!, (value) => Math.log1p(Math.exp(value)) + 1e-5),
      [meanSquare(0), meanSquare(1)],
      1e-2,
      'the variances',
    );
    opened.close();
  });
});

test('each pair has a regressor and variances of its own; the larger map of a pair is pooled', async () => {
  const sides = { student: [map([1, 4, 4, 2], Math.cos), map([1, 2, 2, 3], Math.cos)], teacher: [map([1, 2, 2, 5], Math.sin), map([1, 3, 3, 4], Math.sin)] };
  const opened = openFeature(vid, sides);
  expect(Object.entries(opened.variables).map(([name, { shape }]) => [name, shape])).toEqual([
    ['pair0/conv0', [1, 1, 2, 5]],
    ['pair0/conv1', [1, 1, 5, 5]],
    ['pair0/conv2', [1, 1, 5, 5]],
    ['pair0/logScale', [5]],
    ['pair1/conv0', [1, 1, 3, 4]],
    ['pair1/conv1', [1, 1, 4, 4]],
    ['pair1/conv2', [1, 1, 4, 4]],
    ['pair1/logScale', [4]],
  ]);
  const { loss, gradients } = await opened.differentiate(sides);
  expect(Number.isFinite(loss)).toBe(true);
  expect(Object.keys(gradients).sort()).toEqual([...Object.keys(opened.variables), 'student 0', 'student 1'].sort());
  opened.close();
});

test('a certain prediction has a negative loss', async () => {
  const zero = map([1, 2, 2, 2], () => 0);
  const { loss } = await evaluateKnowledge(vid, { student: [zero], teacher: [zero], options: { initialVariance: 0.01 } });
  expectClose([loss], [0.5 * Math.log(0.01)], 1e-5, 'the loss');
});

describe('refusals', () => {
  test('vectors', async () => {
    const rows = { student: [fromRows([[1, 2]])], teacher: [fromRows([[1, 2]])] };
    await expect(evaluateKnowledge(vid, rows)).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
  });
  test.each([{ initialVariance: 0 }, { initialVariance: 1e-6 }, { eps: 0 }, { width: 0 }])('%j', async (options) => {
    await expect(evaluateKnowledge(vid, { ...mapsPair, options })).rejects.toThrow('KD_E_OPTIONS_INVALID');
  });
});
