// `factor-transfer` with its paraphraser, in both phases, against plain loops; and that what the prelude leaves is what the stage takes.
import { readAll } from '@retort/tensor';
import { evaluateKnowledge, expectClose, makerOf, mapsPair } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { type Opened, openFeature } from '../../test/built.ts';
import { average, map, normalised } from '../../test/maps.ts';
import { convolve, meanSquaredDifference, normaliseBatch, type PlainMap, plain } from '../../test/reference-layers.ts';
import { factorTransfer } from './factor-transfer.ts';

const sides = { student: [map([2, 4, 2, 3], (k) => Math.cos(k * k))], teacher: [map([2, 3, 2, 5], (k) => Math.sin(1.7 * k) + 0.2)] };
const paraphraser = {};

type Weights = Readonly<Record<string, Float32Array>>;

const leaky = (x: PlainMap): PlainMap =>
  plain(
    x.shape,
    x.data.map((value) => (value > 0 ? value : 0.1 * value)),
  );

/** Three layers under `lead`, to these channels. */
function stack(x: PlainMap, weights: Weights, lead: string, channels: readonly number[]): PlainMap {
  return channels.reduce((input, to, layer) => {
    const of = (name: string) => weights[`${lead}/layer${layer}/${name}`];
    const mapped = convolve(input, of('kernel')!, to, of('bias'));
    return leaky(of('scale') === undefined ? mapped : normaliseBatch(mapped, of('scale')!, of('offset')!));
  }, x);
}

/** Every variable away from its start, so that each counts. */
async function scatter(opened: Opened): Promise<Weights> {
  const everything = { ...opened.variables, ...opened.state };
  for (const [name, values] of Object.entries(await readAll(everything)))
    opened.set(
      name,
      Array.from(values, (value, index) => value + 0.3 * Math.cos(3 * index + name.length)),
    );
  return (await readAll(everything)) as Weights;
}

const asPlain = ({ shape, data }: { readonly shape: readonly number[]; readonly data: Float32Array }) => plain(shape, data);

describe('the prelude', () => {
  test('reconstructs the teacher, and trains nothing else', async () => {
    const opened = openFeature(factorTransfer, sides, { paraphraser }, 'prelude');
    const weights = await scatter(opened);
    const teacher = asPlain(sides.teacher[0]!);
    // floor(0.5 * 5) channels in a factor.
    const factor = stack(teacher, weights, 'paraphraser/encoder', [5, 2, 2]);
    const expected = meanSquaredDifference(stack(factor, weights, 'paraphraser/decoder', [2, 5, 5]), teacher);
    const { loss, gradients } = await opened.differentiate(sides);
    expectClose([loss], [expected], 1e-5, 'the loss');
    expect(Object.keys(gradients).sort()).toEqual(Object.keys(opened.variables).sort());
    expect(Object.keys(opened.variables)).toHaveLength(12);
    opened.close();
  });

  test('the reconstruction gets better', async () => {
    const opened = openFeature(factorTransfer, sides, { paraphraser: { rate: 1 } }, 'prelude');
    const start = (await opened.differentiate(sides)).loss;
    for (let step = 0; step < 20; step++) opened.step(sides, 0.1);
    expect((await opened.differentiate(sides)).loss).toBeLessThan(0.9 * start);
    opened.close();
  });

  test('is asked for by the paraphraser alone', () => {
    const prelude = (options: object) => makerOf([factorTransfer]).make('knowledge', { id: 'factor-transfer', ...options }).prelude;
    expect(prelude({})).toBeUndefined();
    expect(prelude({ paraphraser })).toEqual({ epochs: 30, trains: 'modules', stays: true });
    expect(prelude({ paraphraser: { epochs: 2 } })).toMatchObject({ epochs: 2 });
  });
});

describe('the stage after it', () => {
  test.each(['code', 'paper'] as const)('compares the two factors in the form %s, and trains the translator alone', async (form) => {
    const given = form === 'code' ? sides : { ...sides, student: [map([2, 3, 2, 3], (k) => Math.cos(k * k))] };
    const opened = openFeature(factorTransfer, given, { form, paraphraser });
    const weights = await scatter(opened);
    const own = stack(asPlain(given.student[0]!), weights, 'translator', [3, 2, 2]);
    const other = stack(asPlain(given.teacher[0]!), weights, 'paraphraser/encoder', [5, 2, 2]);
    const { loss, gradients } = await opened.differentiate(given);
    expectClose([loss], [distance(own, other, form)], 1e-4, 'the loss');
    expect(Object.keys(gradients).sort()).toEqual([...Object.keys(opened.variables), 'student 0'].sort());
    opened.close();
  });

  test('takes every variable of the prelude under its name and shape', () => {
    const shapesOf = (opened: Opened) => {
      const shapes = Object.fromEntries(Object.entries({ ...opened.variables, ...opened.state }).map(([name, { shape }]) => [name, shape]));
      const trained = Object.keys(opened.variables);
      opened.close();
      return { shapes, trained };
    };
    const two = { student: [...sides.student, ...mapsPair.student], teacher: [...sides.teacher, ...mapsPair.teacher] };
    for (const given of [sides, two]) {
      const before = shapesOf(openFeature(factorTransfer, given, { paraphraser }, 'prelude'));
      const after = shapesOf(openFeature(factorTransfer, given, { paraphraser }));
      expect(after.shapes).toEqual(before.shapes);
      expect([...before.trained, ...after.trained].sort()).toEqual(Object.keys(after.shapes).sort());
    }
  });
});

test('a factor has one channel at least, and may have more than the teacher', () => {
  const channels = (rate: number) => {
    const opened = openFeature(factorTransfer, sides, { paraphraser: { rate } });
    const { shape } = opened.state['paraphraser/encoder/layer2/kernel']!;
    opened.close();
    return shape[3];
  };
  expect([0.01, 0.5, 0.75, 1, 2].map(channels)).toEqual([1, 2, 3, 5, 10]);
});

test('in the form of the paper the sizes have to be equal; vectors are refused', async () => {
  await expect(evaluateKnowledge(factorTransfer, { ...sides, options: { form: 'paper', paraphraser } })).rejects.toThrow(
    /conv1x1[\s\S]*KD_E_KNOWLEDGE_SHAPES|KD_E_KNOWLEDGE_SHAPES[\s\S]*conv1x1/,
  );
  const vectors = { student: [{ shape: [1, 2], data: Float32Array.of(1, 2) }], teacher: [{ shape: [1, 2], data: Float32Array.of(1, 2) }] };
  await expect(evaluateKnowledge(factorTransfer, { ...vectors, options: { paraphraser } })).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
});

/** The criterion in plain numbers. Of the form `code` the student's map is the higher, 4 to 3: adaptive pooling. */
function distance(own: PlainMap, other: PlainMap, form: 'code' | 'paper'): number {
  const [mine, theirs] = form === 'code' ? [attention(pooled(own)), attention(other)] : [rows(own), rows(other)];
  return average(mine.flatMap((row, n) => normalised(row).map((value, at) => Math.abs(value - normalised(theirs[n]!)[at]!))));
}

function rows({ shape, data }: PlainMap): number[][] {
  const width = data.length / shape[0];
  return Array.from({ length: shape[0] }, (_, n) => data.slice(n * width, (n + 1) * width));
}

const attention = (x: PlainMap): number[][] =>
  rows(x).map((row) =>
    Array.from({ length: row.length / x.shape[3] }, (_, place) => average(row.slice(place * x.shape[3], (place + 1) * x.shape[3]).map((v) => v ** 2))),
  );

/** Rows 0 and 1, 1 and 2, 2 and 3 of four, averaged. */
function pooled({ shape: [batch, , width, channels], data }: PlainMap): PlainMap {
  const line = width * channels;
  const values = Array.from({ length: batch * 3 * line }, (_, index) => {
    const [n, row, rest] = [Math.floor(index / (3 * line)), Math.floor(index / line) % 3, index % line];
    const at = (y: number) => data[(n * 4 + y) * line + rest]!;
    return (at(row) + at(row + 1)) / 2;
  });
  return plain([batch, 3, width, channels], values);
}
