// `review-kd` against plain loops over the published forward pass, and what of it is trained.
import { readAll } from '@retort/tensor';
import { evaluateKnowledge, expectClose, fromRows } from '@retort/testing';
import { expect, test } from 'vitest';
import { openFeature } from '../../test/built.ts';
import { map } from '../../test/maps.ts';
import { at, combine, convolve, meanSquaredDifference, nearest, normaliseBatch, plain } from '../../test/reference-layers.ts';
import { reviewKd } from './review-kd.ts';

// Two maps and a pooled vector on each side; the teacher's first map is larger.
const sides = {
  student: [
    map([3, 2, 2, 3], (k) => Math.cos(k)),
    map([3, 1, 2, 4], (k) => Math.sin(2 * k)),
    fromRows([
      [1, 2],
      [0, -1],
      [3, 1],
    ]),
  ],
  teacher: [
    map([3, 3, 2, 2], (k) => Math.sin(1.3 * k)),
    map([3, 1, 2, 5], (k) => Math.cos(3 * k)),
    fromRows([
      [1, 0, 1],
      [2, 1, 0],
      [0, 0, 1],
    ]),
  ],
};

test('the forward pass of the paper, layer by layer, in plain loops', async () => {
  const opened = openFeature(reviewKd, sides);
  // Scales and offsets other than 1 and 0, so that they count.
  for (const [name, { size }] of Object.entries(opened.variables)) {
    if (name.endsWith('scale') || name.endsWith('offset') || name.endsWith('bias')) {
      opened.set(
        name,
        Array.from({ length: size }, (_, index) => 1 + 0.3 * Math.cos(index + name.length)),
      );
    }
  }
  const weights = await readAll(opened.variables);
  const inputs = sides.student.map(({ shape, data }) => plain(shape.length === 2 ? [shape[0]!, 1, 1, shape[1]!] : shape, data));
  const targets = sides.teacher.map(({ shape, data }) => plain(shape.length === 2 ? [shape[0]!, 1, 1, shape[1]!] : shape, data));
  const width = 2;
  const block = (layer: number) => (name: string) => weights[`layer${layer}/${name}`]!;
  const losses: number[] = [];
  let deeper = inputs[2]!;
  for (const layer of [2, 1, 0]) {
    const of = block(layer);
    let x = normaliseBatch(convolve(inputs[layer]!, of('enter/kernel'), width), of('enterNorm/scale'), of('enterNorm/offset'));
    if (layer < 2) {
      const y = nearest(deeper, x.shape[1], x.shape[2]);
      const both = combine(plain([...x.shape.slice(0, 3), 2 * width], new Float64Array(x.data.length * 2)), (n, row, column, c) =>
        c < width ? at(x, n, row, column, c) : at(y, n, row, column, c - width),
      );
      const gate = convolve(both, of('attend/kernel'), 2, of('attend/bias'));
      const open = (n: number, row: number, column: number, which: number) => 1 / (1 + Math.exp(-at(gate, n, row, column, which)));
      const own = x;
      x = combine(own, (n, row, column, c) => at(own, n, row, column, c) * open(n, row, column, 0) + at(y, n, row, column, c) * open(n, row, column, 1));
    }
    const target = targets[layer]!;
    deeper = nearest(x, target.shape[1], target.shape[2]);
    const compared = normaliseBatch(convolve(deeper, of('leave/kernel'), target.shape[3]), of('leaveNorm/scale'), of('leaveNorm/offset'));
    const levels = [4, 2, 1].filter((size) => size < target.shape[1]);
    let [loss, total] = [meanSquaredDifference(compared, target), 1];
    levels.forEach((size, use) => {
      const pool = (one: typeof target) => {
        const [, height, columns] = one.shape;
        return combine(plain([one.shape[0], size, size, one.shape[3]], new Float64Array(one.shape[0] * size * size * one.shape[3])), (n, i, j, c) => {
          let [sum, count] = [0, 0];
          for (let row = Math.floor((i * height) / size); row < Math.ceil(((i + 1) * height) / size); row++)
            for (let column = Math.floor((j * columns) / size); column < Math.ceil(((j + 1) * columns) / size); column++, count++)
              sum += at(one, n, row, column, c);
          return sum / count;
        });
      };
      loss += meanSquaredDifference(pool(compared), pool(target)) / 2 ** (use + 1);
      total += 1 / 2 ** (use + 1);
    });
    losses.push(loss / total);
  }
  const { loss } = await opened.differentiate(sides);
  expectClose([loss], [losses.reduce((sum, value) => sum + value, 0)], 1e-5, 'the loss');
  opened.close();
});

test('every variable of the fusion has a gradient and changes in a step, and the loss falls', async () => {
  const opened = openFeature(reviewKd, sides);
  const before = await readAll(opened.variables);
  expect(Object.keys(before)).toHaveLength(3 * 6 + 2 * 2);
  const start = await opened.differentiate(sides);
  expect(Object.keys(start.gradients)).toEqual(expect.arrayContaining(Object.keys(before)));
  for (let step = 0; step < 20; step++) opened.step(sides, 0.05);
  const after = await readAll(opened.variables);
  for (const name of Object.keys(before)) expect(after[name], name).not.toEqual(before[name]);
  expect((await opened.differentiate(sides)).loss).toBeLessThan(0.8 * start.loss);
  opened.close();
});

test('the deepest student layer gives the width, and an option bounds it', () => {
  const shapes = (width?: number) => {
    const opened = openFeature(reviewKd, sides, width === undefined ? {} : { width });
    const shape = opened.variables['layer0/enter/kernel']!.shape;
    opened.close();
    return shape;
  };
  expect(shapes()).toEqual([1, 1, 3, 2]);
  expect(shapes(1)).toEqual([1, 1, 3, 1]);
});

test('kernels are drawn uniformly, of the variance 1 / fan-in', async () => {
  const wide = map([1, 1, 1, 64], Math.cos);
  const opened = openFeature(reviewKd, { student: [wide], teacher: [wide] });
  const { 'layer0/enter/kernel': kernel } = await readAll(opened.variables);
  const variance = kernel!.reduce((sum, value) => sum + value ** 2, 0) / kernel!.length;
  expect(Math.max(...kernel!.map(Math.abs))).toBeLessThanOrEqual(Math.sqrt(3 / 64));
  expectClose([variance * 64], [1], 0.1, 'the variance');
  opened.close();
});

test('what is neither a map nor a vector is refused', async () => {
  const three = { shape: [1, 2, 3], data: new Float32Array(6) };
  await expect(evaluateKnowledge(reviewKd, { student: [three], teacher: [three] })).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
});
