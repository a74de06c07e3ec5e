// `fbkd` against values computed in double precision from the published definitions, and against plain loops over them.
import { readAll } from '@retort/tensor';
import { evaluateKnowledge, expectClose, expectFinite, mapsPair } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { type Opened, openFeature } from '../../test/built.ts';
import { map } from '../../test/maps.ts';
import { plainFbkd, type Settings, type Weights } from '../../test/plain-fbkd.ts';
import { plain } from '../../test/reference-layers.ts';
import { fbkd } from './fbkd.ts';

const NONE = { feature: 0, channel: 0, spatial: 0, relation: 0 };
const only = (term: keyof typeof NONE, options: object = {}) => ({ ...NONE, [term]: 1, ...options });

const IDENTITY = [1, 0, 0, 1];
const CENTRE = [0, 0, 0, 0, 1, 0, 0, 0, 0];

/** Every adaptation does nothing. */
function adaptNothing(opened: Opened): void {
  for (const name of Object.keys(opened.variables)) {
    if (name.startsWith('spatial/kernel')) opened.set(name, CENTRE);
    else if (/^(feature|channel|relation)\/kernel/.test(name)) opened.set(name, IDENTITY);
  }
}

describe('reference values, with adaptations that do nothing', () => {
  test.each([
    ['the masked difference', only('feature'), 6.150579726],
    ['with the mask of places alone', only('feature', { masks: 'spatial' }), 6.008634714],
    ['the means over places', only('channel'), 2.206367049],
    ['the means over channels', only('spatial'), 3.287180487],
    // The blocks start as the identity: the root of 16 times the mean squared error, 2.173611111.
    ['relations, at the start', only('relation'), Math.sqrt(16 * 2.1736111111)],
  ])('%s', async (_, options, expected) => {
    const opened = openFeature(fbkd, mapsPair, options);
    adaptNothing(opened);
    expectClose([(await opened.differentiate(mapsPair)).loss], [expected], 1e-6, 'the loss');
    opened.close();
  });

  test.each([
    ['dot-product', 1, 8.967147474],
    ['dot-product', 2, 8.874781854],
    ['embedded-gaussian', 1, 10.277997223],
    ['embedded-gaussian', 2, 5.897280761],
  ])('relations by %s, pooled by %d', async (pairwise, pool, expected) => {
    const opened = openFeature(fbkd, mapsPair, only('relation', { pairwise, pool }));
    adaptNothing(opened);
    for (const side of ['studentPlaces', 'teacherPlaces']) {
      const kernels = { theta: [1, -1], phi: [1, 1], g: [1, 2], leave: [1, -1] };
      for (const [name, values] of Object.entries(kernels)) opened.set(`${side}/${name}/kernel`, values);
      opened.set(`${side}/norm/scale`, [1, 1]);
    }
    expectClose([(await opened.differentiate(mapsPair)).loss], [expected], 1e-5, 'the loss');
    opened.close();
  });

  test('the published weights', async () => {
    const opened = openFeature(fbkd, mapsPair);
    adaptNothing(opened);
    const expected = 7e-5 * 6.150579726 + 4e-3 * 2.206367049 + 4e-3 * 3.287180487 + 7e-5 * 5.897268671;
    expectClose([(await opened.differentiate(mapsPair)).loss], [expected], 1e-6, 'the loss');
    opened.close();
  });
});

const sides = { student: [map([2, 3, 4, 3], (k) => Math.cos(k * k))], teacher: [map([2, 3, 4, 3], (k) => Math.sin(1.3 * k) + 0.3)] };

/** Every variable away from its start, so that each counts. */
async function scatter(opened: Opened): Promise<void> {
  const start = await readAll(opened.variables);
  for (const [place, [name, values]] of Object.entries(start).entries()) {
    const base = name.endsWith('scale') ? 1 : 0;
    opened.set(
      name,
      [...values].map((value, index) => Math.fround(base + value + 0.3 * Math.cos(place + 2.1 * index))),
    );
  }
}

describe('equals plain loops, loss and gradients', () => {
  test.each<Settings>([
    { masks: 'both', pairwise: 'dot-product', pool: 2, temperature: 0.5 },
    { masks: 'spatial', pairwise: 'embedded-gaussian', pool: 1, temperature: 2 },
    { masks: 'both', pairwise: 'embedded-gaussian', pool: 4, temperature: 1 },
  ])('%j', async (settings) => {
    const opened = openFeature(fbkd, sides, { feature: 1, channel: 1, spatial: 1, relation: 1, ...settings });
    await scatter(opened);
    const weights: Weights = Object.fromEntries(Object.entries(await readAll(opened.variables)).map(([name, values]) => [name, [...values]]));
    const [student, teacher] = [plain(sides.student[0]!.shape, sides.student[0]!.data), plain(sides.teacher[0]!.shape, sides.teacher[0]!.data)];
    const { loss, gradients } = await opened.differentiate(sides);
    expectClose([loss], [plainFbkd(student, teacher, weights, settings)], 1e-6, 'the loss');
    expect(Object.keys(gradients).sort()).toEqual([...Object.keys(weights), 'student 0'].sort());

    const difference = (values: readonly number[], lossOf: (values: readonly number[]) => number) =>
      values.map((_, at) => {
        const moved = (by: number) => lossOf(values.map((value, index) => (index === at ? value + by : value)));
        return (moved(1e-5) - moved(-1e-5)) / 2e-5;
      });
    for (const [name, values] of Object.entries(weights)) {
      const expected = difference(values, (changed) => plainFbkd(student, teacher, { ...weights, [name]: changed }, settings));
      expectClose(gradients[name]!, expected, 1e-4, `the gradient of ${name}`, 0.1);
    }
    // The masks are constants: they are those of the student as it was.
    const expected = difference(student.data, (data) => plainFbkd({ ...student, data }, teacher, weights, settings, student));
    expectClose(gradients['student 0']!, expected, 1e-4, 'the gradient of the student', 0.1);
    opened.close();
  });
});

test('the blocks start as the identity: what lies inside them has a gradient from the second step on, and all of it is trained', async () => {
  const opened = openFeature(fbkd, sides, { feature: 0.1, channel: 0.1, spatial: 0.1, relation: 0.1 });
  const [before, start] = [await readAll(opened.variables), await opened.differentiate(sides)];
  const isStill = (name: string) => start.gradients[name]!.every((value) => value === 0);
  expect(Object.keys(before).filter(isStill).sort()).toEqual(
    ['studentPlaces', 'teacherPlaces']
      .flatMap((side) => ['g/bias', 'g/kernel', 'leave/kernel', 'phi/bias', 'phi/kernel', 'theta/bias', 'theta/kernel'].map((name) => `${side}/${name}`))
      .sort(),
  );
  for (let step = 0; step < 30; step++) opened.step(sides, 0.3);
  const after = await readAll(opened.variables);
  for (const name of Object.keys(before)) expect(after[name], name).not.toEqual(before[name]);
  expect((await opened.differentiate(sides)).loss).toBeLessThan(0.8 * start.loss);
  opened.close();
});

test('a term of weight 0 is left out, with what it would train', async () => {
  const opened = openFeature(fbkd, sides, { spatial: 0, relation: 0 });
  expect(Object.keys(opened.variables)).toEqual(['feature/kernel', 'feature/bias', 'channel/kernel', 'channel/bias']);
  opened.close();
  expect(Object.keys((await evaluateKnowledge(fbkd, { ...sides, options: { feature: 0 } })).terms)).toEqual(['channel', 'spatial', 'relation']);
});

test('the terms are no means: twice the batch is the root of two times the loss', async () => {
  const twice = ({ shape, data }: (typeof sides.student)[0]) => ({ shape: [2 * shape[0]!, ...shape.slice(1)], data: Float32Array.of(...data, ...data) });
  const [once, doubled] = [
    await evaluateKnowledge(fbkd, sides),
    await evaluateKnowledge(fbkd, { student: sides.student.map(twice), teacher: sides.teacher.map(twice) }),
  ];
  for (const [name, value] of Object.entries(once.terms)) expectClose([doubled.terms[name]!], [value * Math.SQRT2], 1e-5, name);
});

test.each(['dot-product', 'embedded-gaussian'])(
  'zeros, equal maps, and values of 1e4 give finite numbers also when the blocks are open (%s)',
  async (pairwise) => {
    const filled = (value: (k: number) => number) => [map([2, 3, 4, 3], value)];
    const [zero, large] = [filled(() => 0), filled((k) => 1e4 * Math.cos(k))];
    const opened = openFeature(fbkd, sides, { pairwise });
    await scatter(opened);
    for (const [student, teacher] of [
      [zero, zero],
      [zero, sides.teacher],
      [sides.student, zero],
      [sides.student, sides.student],
      [large, zero],
      [zero, large],
      [large, filled((k) => -1e4 * Math.cos(k))],
    ] as const) {
      const { loss, gradients } = await opened.differentiate({ student, teacher });
      expectFinite([loss], 'the loss');
      for (const [name, gradient] of Object.entries(gradients)) expectFinite(gradient, `the gradient of ${name}`);
    }
    opened.close();
  },
);

test('a map of 32 by 32, the blocks open', async () => {
  const large = { student: [map([2, 32, 32, 8], Math.cos)], teacher: [map([2, 32, 32, 8], Math.sin)] };
  const opened = openFeature(fbkd, large);
  await scatter(opened);
  const { loss, gradients } = await opened.differentiate(large);
  expectFinite([loss], 'the loss');
  expect(gradients['studentPlaces/phi/kernel']!.some((value) => value !== 0)).toBe(true);
  opened.close();
});

describe('refusals', () => {
  const pair = (student: readonly [number, number, number, number], teacher: readonly [number, number, number, number]) => ({
    student: [map(student, Math.cos)],
    teacher: [map(teacher, Math.cos)],
  });
  test('other channels: conv1x1', async () => {
    await expect(evaluateKnowledge(fbkd, pair([1, 2, 2, 3], [1, 2, 2, 4]))).rejects.toThrow(/`conv1x1`.*KD_E_KNOWLEDGE_SHAPES/s);
  });
  test('vectors', async () => {
    const vectors = [{ shape: [2, 3], data: new Float32Array(6) }];
    await expect(evaluateKnowledge(fbkd, { student: vectors, teacher: vectors })).rejects.toThrow(/maps.*KD_E_KNOWLEDGE_SHAPES/s);
  });
  test.each([NONE, { temperature: 0 }, { pool: 0 }, { masks: 'channel' }, { pairwise: 'gaussian' }, { feature: -1 }])('%j', async (options) => {
    await expect(evaluateKnowledge(fbkd, { ...sides, options })).rejects.toThrow('KD_E_OPTIONS_INVALID');
  });
});
