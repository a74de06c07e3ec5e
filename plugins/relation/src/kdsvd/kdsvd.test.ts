// `kdsvd` against a decomposition in double precision by Jacobi's rotations, and its hazards.
import type { Scalar, Tensor } from '@retort/kernel';
import { createVariable, type Gradients, gradients, mul, randomStream, readAll, scope, sum, tensor } from '@retort/tensor';
import { evaluateKnowledge, expectClose, expectFinite, finiteDifference, type HostTensor, makerOf, randomHost } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { dominantVectors } from './dominant-vectors.ts';
import { kdsvd } from './kdsvd.ts';

interface Side {
  /** By sample: vectors, each c numbers, largest singular value first. */
  readonly vectors: readonly (readonly (readonly number[])[])[];
  readonly values: readonly (readonly number[])[];
}

/** Eigenvalues and vectors of a symmetric table, largest first, by Jacobi's rotations. */
function decompose(table: readonly (readonly number[])[]): { readonly values: number[]; readonly vectors: number[][] } {
  const size = table.length;
  const a = table.map((row) => [...row]);
  const v = a.map((_, i) => a.map((_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(a[p]![q]!) < 1e-300) continue;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const [c, s] = [1 / Math.sqrt(t * t + 1), t / Math.sqrt(t * t + 1)];
        for (const rows of [a, v]) {
          for (const row of rows) [row[p], row[q]] = [c * row[p]! - s * row[q]!, s * row[p]! + c * row[q]!];
        }
        const [up, down] = [a[p]!, a[q]!];
        a[p] = up.map((value, at) => c * value - s * down[at]!);
        a[q] = up.map((value, at) => s * value + c * down[at]!);
      }
    }
  }
  const order = a.map((_, at) => at).sort((x, y) => a[y]![y]! - a[x]![x]!);
  return { values: order.map((at) => a[at]![at]!), vectors: order.map((at) => v.map((row) => row[at]!)) };
}

function singular({ shape, data }: HostTensor, count: number): Side {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const places = height * width;
  const vectors: number[][][] = [];
  const values: number[][] = [];
  for (let sample = 0; sample < batch; sample++) {
    const at = (place: number, channel: number) => data[(sample * places + place) * channels + channel]!;
    const table = Array.from({ length: channels }, (_, a) =>
      Array.from({ length: channels }, (_, b) => Array.from({ length: places }, (_, place) => at(place, a) * at(place, b)).reduce((x, y) => x + y, 0)),
    );
    const found = decompose(table);
    values.push(found.values.slice(0, count).map((value) => Math.sqrt(Math.max(value, 0))));
    vectors.push(
      found.vectors.slice(0, count).map((vector) => {
        const most = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
        return vector.map((value) => value * Math.sign(most));
      }),
    );
  }
  return { vectors, values };
}

/** Plain loops, from the formula. */
function reference(student: readonly HostTensor[], teacher: readonly HostTensor[], { vectors: k = 1, spare = 3, scale = 8 } = {}): number {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((total, value, axis) => total + value * b[axis]!, 0);
  const layers = student.map((map, layer) => {
    const [own, other] = [singular(map, k + spare), singular(teacher[layer]!, k)];
    return other.vectors.map((targets, sample) => {
      const values = other.values[sample]!;
      const share = values.map((value) => value / Math.hypot(...values));
      const aligned = targets.map((target) => {
        const best = own.vectors[sample]!.reduce((a, b) => (Math.abs(dot(b, target)) > Math.abs(dot(a, target)) ? b : a));
        return best.map((value) => value * Math.sign(dot(best, target)));
      });
      const scaled = (list: readonly (readonly number[])[]) => list.map((vector, j) => vector.map((value) => value * share[j]!));
      return { student: scaled(aligned), teacher: scaled(targets) };
    });
  });
  let total = 0;
  for (let layer = 1; layer < layers.length; layer++) {
    layers[layer]!.forEach((now, sample) => {
      const before = layers[layer - 1]![sample]!;
      const rbf = (a: number, b: number) => Math.exp(-((a - b) ** 2) / scale);
      for (let j = 0; j < k; j++) {
        now.student[j]!.forEach((_, c) => {
          before.student[j]!.forEach((_, d) => {
            const own = rbf(now.student[j]![c]!, before.student[j]![d]!);
            total += (own - rbf(now.teacher[j]![c]!, before.teacher[j]![d]!)) ** 2;
          });
        });
      }
    });
  }
  return total / student[0]!.shape[0]!;
}

const random = (seed: number, shape: readonly number[], batch = 3) => randomHost(randomStream(seed, 'maps'), batch, shape);
const maps = (seed: number, ...shapes: readonly (readonly number[])[]) => shapes.map((shape, index) => random(seed * 10 + index, shape));

test.each([
  [
    'one vector',
    {},
    [
      [3, 3, 4],
      [2, 3, 5],
      [3, 2, 3],
    ],
    [
      [4, 3, 4],
      [2, 3, 5],
      [3, 3, 3],
    ],
  ],
  [
    'two vectors',
    { vectors: 2 },
    [
      [3, 3, 4],
      [2, 3, 5],
    ],
    [
      [3, 3, 4],
      [2, 3, 5],
    ],
  ],
  [
    'another scale, no spare vectors',
    { spare: 0, scale: 0.5 },
    [
      [3, 3, 4],
      [3, 3, 4],
    ],
    [
      [3, 3, 4],
      [3, 3, 4],
    ],
  ],
  [
    'more channels than places',
    { vectors: 1, spare: 1 },
    [
      [2, 1, 6],
      [1, 3, 4],
    ],
    [
      [2, 2, 6],
      [2, 1, 4],
    ],
  ],
] as const)('equals plain loops: %s', async (_, options, own, other) => {
  const [student, teacher] = [maps(1, ...own), maps(2, ...other)];
  const { loss, terms } = await evaluateKnowledge(kdsvd, { student, teacher, options });
  expectClose([loss], [reference(student, teacher, options)], 2e-5, 'the loss');
  expect(Object.keys(terms)).toEqual(['kdsvd']);
});

describe('the vectors', () => {
  const find = async ({ shape, data }: HostTensor, count: number) => {
    const made = scope(() => ({ ...dominantVectors(tensor(data, [shape[0]!, shape[1]! * shape[2]!, shape[3]!]), count) }));
    const read = await readAll(made);
    for (const one of Object.values(made)) one.dispose();
    return read as { vectors: Float32Array; shares: Float32Array };
  };

  test.each([
    [[4, 4, 6], 4],
    [[2, 2, 6], 3],
    [[1, 1, 5], 1],
  ] as const)('of maps %j are those of a decomposition', async (shape, count) => {
    const map = random(5, shape);
    const { vectors, shares } = await find(map, count);
    const expected = singular(map, count);
    const channels = shape[2];
    for (let sample = 0; sample < 3; sample++) {
      const norm = map.data.slice(sample * shape[0] * shape[1] * channels, (sample + 1) * shape[0] * shape[1] * channels).reduce((sum, x) => sum + x * x, 0);
      for (let j = 0; j < count; j++) {
        const found = Array.from({ length: channels }, (_, c) => vectors[(sample * channels + c) * count + j]!);
        expectClose(found, expected.vectors[sample]![j]!, 1e-4, `vector ${j} of sample ${sample}`, 1);
        expect(shares[sample * count + j]).toBeCloseTo(expected.values[sample]![j]! ** 2 / norm, 5);
      }
    }
  });

  test('past the rank of a map are zero', async () => {
    const map: HostTensor = { shape: [1, 3, 1, 3], data: Float32Array.from([1, 2, 2, 2, 4, 4, -1, -2, -2]) };
    const { vectors } = await find(map, 3);
    for (let channel = 0; channel < 3; channel++) {
      expect(vectors[channel * 3]).toBeCloseTo([1, 2, 2][channel]! / 3, 6);
      expect([vectors[channel * 3 + 1], vectors[channel * 3 + 2]].map((value) => Math.abs(value!))).toEqual([0, 0]);
    }
  });

  test.each([
    [3, 4],
    [4, 3],
  ])('of %d places and %d channels have the gradient of finite differences', async (places, channels) => {
    const { data } = random(7, [places, 1, channels], 2);
    const factors = random(8, [channels, 1, 2], 2).data;
    const value = (x: Tensor): Scalar => sum(mul(dominantVectors(x, 2).vectors, tensor(factors, [2, channels, 2])));
    const x = createVariable(tensor(data, [2, places, channels]));
    const made: Gradients = scope(() => gradients(() => value(x), { x }));
    const { gradient } = await readAll({ gradient: made.gradients.x! });
    const expected = await finiteDifference(
      async (moved) => {
        const made = scope(() => value(tensor(moved, [2, places, channels])));
        const [number] = await made.data();
        made.dispose();
        return number!;
      },
      data,
      3e-3,
    );
    expectClose(gradient!, expected, 5e-3, 'the gradient');
    for (const one of [x, made.value, made.gradients.x!]) one.dispose();
  });
});

describe('hazards', () => {
  const teacher = maps(2, [3, 3, 4], [2, 3, 5]);
  const zerosLike = (list: readonly HostTensor[]) => list.map(({ shape, data }) => ({ shape, data: new Float32Array(data.length) }));

  test('maps of zeros, on one side or both', async () => {
    for (const [student, other] of [
      [zerosLike(teacher), teacher],
      [maps(1, [3, 3, 4], [2, 3, 5]), zerosLike(teacher)],
      [zerosLike(teacher), zerosLike(teacher)],
    ] as const) {
      const { loss, student: slopes } = await evaluateKnowledge(kdsvd, { student, teacher: other });
      expectFinite([loss, ...slopes.flatMap((gradient) => [...gradient!])], 'the loss and gradient');
    }
  });

  test('maps of few directions, where rounding leaves a table that has nothing positive to take out', async () => {
    // Each sample is a sum of `rank` products of a vector over places and one over channels, all positive, as after a ReLU.
    const low = (stream: number, rank: number): HostTensor => {
      const draws = randomStream(stream, 'low')
        .at(0)
        .uniforms(60 * rank * 20);
      const value = (sample: number, place: number, channel: number) => {
        let sum = 0;
        for (let r = 0; r < rank; r++) sum += draws[(sample * rank + r) * 20 + place]! * draws[(sample * rank + r) * 20 + 15 + channel]!;
        return sum;
      };
      return { shape: [60, 3, 5, 5], data: Float32Array.from({ length: 60 * 75 }, (_, k) => value(Math.floor(k / 75), Math.floor(k / 5) % 15, k % 5)) };
    };
    for (const rank of [1, 2, 3]) {
      const { loss, student } = await evaluateKnowledge(kdsvd, { student: [low(rank, rank), low(9, 2)], teacher: [low(7, 4), low(8, rank)] });
      expectFinite([loss], `the loss of rank ${rank}`);
      for (const gradient of student) expectFinite(gradient!, `a gradient of rank ${rank}`);
    }
  });

  test('equal singular values, where a decomposition has no gradient', async () => {
    const eye: HostTensor = { shape: [1, 2, 2, 4], data: Float32Array.from({ length: 16 }, (_, at) => (at % 5 === 0 ? 1 : 0)) };
    const other = [random(3, [2, 2, 4], 1), random(4, [2, 2, 4], 1)];
    const { loss, student } = await evaluateKnowledge(kdsvd, { student: [eye, eye], teacher: other });
    expectFinite([loss, ...student.flatMap((gradient) => [...gradient!])], 'the loss and gradient');
    // The series of the gradient has 2^12 terms: that is as steep as it gets.
    expect(Math.max(...student.flatMap((gradient) => [...gradient!].map(Math.abs)))).toBeLessThan(1e4);
  });

  test('maps of one rank: the other vectors are zero and never chosen', async () => {
    const flat = (shape: readonly number[], seed: number): HostTensor => {
      const [row, column] = [random(seed, [shape[2]!], 1).data, random(seed + 1, [shape[0]! * shape[1]!], 1).data];
      return { shape: [1, ...shape], data: Float32Array.from(Array.from(column, (a) => Array.from(row, (b) => a * b)).flat()) };
    };
    const student = [flat([3, 3, 4], 1), flat([2, 3, 5], 3)];
    const other = [random(5, [3, 3, 4], 1), random(6, [2, 3, 5], 1)];
    const { loss, student: slopes } = await evaluateKnowledge(kdsvd, { student, teacher: other });
    expectClose([loss], [reference(student, other, { spare: 0 })], 2e-5, 'the loss');
    expectFinite(
      slopes.flatMap((gradient) => [...gradient!]),
      'the gradient',
    );
    expect(Math.max(...slopes.flatMap((gradient) => [...gradient!].map(Math.abs)))).toBeLessThan(100);
  });
});

describe('refuses', () => {
  const build = (student: readonly (readonly number[])[], teacher: readonly (readonly number[])[]) => () => {
    const knowledge = makerOf([kdsvd]).make('knowledge', { id: 'kdsvd' });
    return knowledge.build({ student, teacher, classes: 2, samples: 4, random: randomStream(1, 'build') });
  };

  test('one pair, vectors, and unequal channels, when it is built', () => {
    expect(build([[2, 2, 3]], [[2, 2, 3]])).toThrow('KD_E_KNOWLEDGE_SHAPES');
    expect(build([[3], [4]], [[3], [4]])).toThrow('KD_E_KNOWLEDGE_SHAPES');
    expect(
      build(
        [
          [2, 2, 3],
          [2, 2, 3],
        ],
        [
          [2, 2, 3],
          [2, 2, 4],
        ],
      ),
    ).toThrow('KD_E_KNOWLEDGE_SHAPES');
  });

  test.each([{ vectors: 0 }, { spare: -1 }, { scale: 0 }, { k: 1 }])('the options %j', (options) => {
    expect(() => makerOf([kdsvd]).make('knowledge', { ...options, id: 'kdsvd' })).toThrow('KD_E_OPTIONS_INVALID');
  });
});
