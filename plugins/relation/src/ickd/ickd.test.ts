// `ickd` against plain loops in double precision, and its hazards.
import { randomStream } from '@retort/tensor';
import { evaluateKnowledge, expectClose, expectFinite, type HostTensor, makerOf, mapsPair, randomHost, studentMap, teacherMap } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { ickd } from './ickd.ts';

const evaluate = (student: HostTensor, teacher: HostTensor) => evaluateKnowledge(ickd, { student: [student], teacher: [teacher] });

/** Plain loops, from the formula. */
function reference(student: HostTensor, teacher: HostTensor): number {
  const [own, other] = [correlations(student), correlations(teacher)];
  const channels = student.shape[3]!;
  return own.reduce((total, value, index) => total + (value - other[index]!) ** 2, 0) / (student.shape[0]! * channels);
}

function correlations({ shape, data }: HostTensor): number[] {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const at = (sample: number, place: number, channel: number) => data[(sample * height * width + place) * channels + channel]!;
  const all: number[] = [];
  for (let sample = 0; sample < batch; sample++) {
    for (let a = 0; a < channels; a++) {
      const row = Array.from({ length: channels }, (_, b) => {
        let sum = 0;
        for (let place = 0; place < height * width; place++) sum += at(sample, place, a) * at(sample, place, b);
        return sum;
      });
      const length = Math.max(Math.hypot(...row), 1e-12);
      all.push(...row.map((value) => value / length));
    }
  }
  return all;
}

const random = (seed: number, shape: readonly number[]) => randomHost(randomStream(seed, 'maps'), 3, shape);
const map = (values: readonly number[]): HostTensor => ({ shape: [1, 2, 1, 2], data: Float32Array.from(values) });

test('equals plain loops', async () => {
  const { loss, terms } = await evaluateKnowledge(ickd, mapsPair);
  expectClose([loss], [reference(studentMap, teacherMap)], 1e-6, 'the loss');
  expect(Object.keys(terms)).toEqual(['ickd']);
  for (const [own, other] of [
    [
      [4, 3, 5],
      [4, 3, 5],
    ],
    [
      [1, 1, 6],
      [3, 3, 6],
    ],
  ] as const) {
    const [student, teacher] = [random(1, own), random(2, other)];
    expectClose([(await evaluate(student, teacher)).loss], [reference(student, teacher)], 1e-6, `${own} and ${other}`);
  }
});

test('a case worked out by hand', async () => {
  // Channels (1, 0) and (0, 1) have the table I; channels (1, 1) and (1, 1) have rows (1, 1) / sqrt 2.
  const { loss } = await evaluate(map([1, 0, 0, 1]), map([1, 1, 1, 1]));
  const half = Math.SQRT1_2;
  expectClose([loss], [(2 * ((1 - half) ** 2 + half ** 2)) / 2], 1e-6, 'the loss');
});

describe('hazards', () => {
  test('a batch of one, and maps of one place or one channel', async () => {
    for (const shape of [
      [1, 1, 4],
      [3, 2, 1],
    ]) {
      const one = (seed: number) => randomHost(randomStream(seed, 'one'), 1, shape);
      const { loss, student } = await evaluate(one(1), one(2));
      expectClose([loss], [reference(one(1), one(2))], 1e-6, 'the loss', 1e-6);
      expectFinite(student[0]!, 'the gradient');
    }
  });

  test('maps of zeros, and a channel of zeros', async () => {
    const zeros: HostTensor = { shape: studentMap.shape, data: new Float32Array(16) };
    const dead: HostTensor = { shape: studentMap.shape, data: studentMap.data.map((value, index) => (index % 2 === 0 ? 0 : value)) };
    for (const student of [zeros, dead]) {
      const { loss, student: gradient } = await evaluate(student, teacherMap);
      expectClose([loss], [reference(student, teacherMap)], 1e-6, 'the loss');
      expectFinite(gradient[0]!, 'the gradient');
    }
  });
});

describe('refuses, when it is built,', () => {
  test.each([
    [[4], [4]],
    [
      [2, 2, 3],
      [2, 2, 4],
    ],
    [[2, 2, 3], [12]],
  ])('%j with %j', (student, teacher) => {
    const knowledge = makerOf([ickd]).make('knowledge', { id: 'ickd' });
    const build = { student: [student], teacher: [teacher], classes: 2, samples: 4, random: randomStream(1, 'build') };
    expect(() => knowledge.build(build)).toThrow('KD_E_KNOWLEDGE_SHAPES');
  });

  test('an option', () => {
    expect(() => makerOf([ickd]).make('knowledge', { id: 'ickd', weight: 1 })).toThrow('KD_E_OPTIONS_INVALID');
  });
});
