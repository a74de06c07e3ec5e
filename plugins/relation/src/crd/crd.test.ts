// `crd` against plain loops in double precision, step after step; what it remembers, and when.
import type { BuiltKnowledge, NamedVariables, RelationInput, Tensor2D } from '@retort/kernel';
import {
  add,
  clone,
  createVariable,
  type Gradients,
  gradients,
  liveCount,
  ones,
  randomStream,
  readAll,
  scope,
  seedTensor,
  tensor,
  tensor1d,
  tensor2d,
  zeros,
} from '@retort/tensor';
import { evaluateKnowledge, expectClose, expectFinite, finiteDifference, makerOf, studentVectors, teacherVectors, vectorsPair } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { crd } from './crd.ts';

type Rows = readonly (readonly number[])[];
type Values = Readonly<Record<string, Float32Array>>;

const small = { embedding: 4, negatives: 6, temperature: 0.5 };
const view = { ids: Int32Array.of(10, 20, 30, 40), labels: Int32Array.of(0, 1, 0, 2) };
/** Rows are sorted by class, then by identity. */
const rowOf: Readonly<Record<number, number>> = { 10: 0, 30: 1, 20: 2, 40: 3 };
const classOfRow = [0, 0, 1, 2];

function open(options: Readonly<Record<string, unknown>> = {}, at: Partial<typeof view> = view, seed = 1) {
  const knowledge = makerOf([crd]).make('knowledge', { ...small, ...options, id: 'crd' });
  if (knowledge.family !== 'relation') throw new Error(knowledge.family);
  const samples = at.ids?.length ?? 4;
  const whole = at.ids === undefined || at.labels === undefined ? {} : { view: { ids: at.ids, labels: at.labels } };
  return knowledge.build({ student: [[3]], teacher: [[3]], classes: 3, samples, ...whole, random: randomStream(seed, 'crd') });
}

function close({ variables = {}, state = {} }: BuiltKnowledge<RelationInput>): void {
  for (const variable of Object.values({ ...variables, ...state })) variable.dispose();
}

interface Batch {
  readonly student: Rows;
  readonly teacher: Rows;
  readonly ids: readonly number[];
  /** Absent: not a training step. */
  readonly step?: number;
}

const whole: Batch = { student: studentVectors, teacher: teacherVectors, ids: [10, 20, 30, 40], step: 0 };

/** Loss and gradients of one step. */
async function take(built: BuiltKnowledge<RelationInput>, { student, teacher, ids, step }: Batch) {
  const own = createVariable(tensor2d(student.flat(), [student.length, student[0]!.length]));
  const size = student.length;
  const { value, gradients: found }: Gradients = scope(() => {
    const seed = step === undefined ? {} : { seed: seedTensor(randomStream(9, 'step'), step) };
    const rest = {
      ...{ teacher: tensor2d(teacher.flat(), [size, teacher[0]!.length]), index: 0, ids: Int32Array.from(ids), feeds: {} },
      ...{ labels: tensor1d(Array<number>(size).fill(0), 'int32'), targets: zeros([size, 3]) as Tensor2D, labelled: ones([size]) as never },
    };
    return gradients(() => built.loss({ student: own, ...rest, ...seed }).crd!, { student: own, ...built.variables } as NamedVariables);
  });
  const read = await readAll({ loss: value, ...found });
  for (const tensor of [own, value, ...Object.values(found)]) tensor.dispose();
  return { loss: read.loss![0]!, gradients: read as Values };
}

const read = async (variables: NamedVariables = {}): Promise<Values> =>
  Object.fromEntries(Object.entries(await readAll(variables)).map(([name, v]) => [name, v.slice()]));

/** Plain loops over a bank that is used whole: the state after the step, and the loss. */
function reference(variables: Values, state: Values, { student, teacher, ids }: Batch, { negatives, temperature, embedding: width }: typeof small) {
  const embed = (rows: Rows, side: string) =>
    rows.map((row) => {
      const [kernel, bias] = [variables[`pair-0/${side}/kernel`]!, variables[`pair-0/${side}/bias`]!];
      const values = Array.from(bias, (b, to) => row.reduce((sum, value, from) => sum + value * kernel[from * width + to]!, b));
      return values.map((value) => value / Math.hypot(...values));
    });
  const bankOf = (side: string) => {
    const values = state[`pair-0/${side}-bank`]!;
    return Array.from({ length: values.length / width }, (_, row) => Array.from(values.slice(row * width, (row + 1) * width)));
  };
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, axis) => sum + value * b[axis]!, 0);
  const embedded = { student: embed(student, 'student'), teacher: embed(teacher, 'teacher') };
  const banks = { student: bankOf('student'), teacher: bankOf('teacher') };
  const count = banks.student.length;
  const normalisers = [...state['pair-0/normalisers']!];
  const a = negatives / count;
  let loss = 0;
  for (const [place, side] of (['student', 'teacher'] as const).entries()) {
    const bank = banks[side === 'student' ? 'teacher' : 'student'];
    const score = (sample: number, row: number) => Math.exp(dot(embedded[side][sample]!, bank[row]!) / temperature);
    const others = (row: number) => [...bank.keys()].filter((other) => classOfRow[other] !== classOfRow[row]);
    // K draws with replacement fall on each of the M others K / M times, on average.
    const share = (row: number) => negatives / others(row).length;
    const mean = (f: (sample: number, row: number) => number) => ids.reduce((sum, id, sample) => sum + f(sample, rowOf[id]!), 0) / ids.length;
    const total = mean((sample, row) => score(sample, row) + others(row).reduce((sum, other) => sum + share(row) * score(sample, other), 0));
    const z = normalisers[0] === 1 ? Math.exp(normalisers[1 + place]!) : (count * total) / (negatives + 1);
    normalisers[1 + place] = Math.log(z);
    loss -= mean((sample, row) => {
      const u = score(sample, row) / z;
      const rejected = others(row).reduce((sum, other) => sum + share(row) * Math.log(a / (score(sample, other) / z + a + 1e-7)), 0);
      return Math.log(u / (u + a + 1e-7)) + rejected;
    });
  }
  const remembered = (side: 'student' | 'teacher') => {
    const rows = banks[side].map((row) => [...row]);
    ids.forEach((id, sample) => {
      const mixed = rows[rowOf[id]!]!.map((old, axis) => 0.5 * old + 0.5 * embedded[side][sample]![axis]!);
      rows[rowOf[id]!] = mixed.map((value) => value / Math.hypot(...mixed));
    });
    return rows.flat();
  };
  return {
    loss,
    state: { 'pair-0/student-bank': remembered('student'), 'pair-0/teacher-bank': remembered('teacher'), 'pair-0/normalisers': [1, ...normalisers.slice(1)] },
  };
}

describe('a bank that is used whole', () => {
  test('equals plain loops in loss, memory and normalisers, over steps', async () => {
    const built = open();
    const batches = [
      whole,
      { ...whole, student: teacherVectors.slice(0, 2), teacher: studentVectors.slice(0, 2), ids: [40, 10] },
      { ...whole, student: studentVectors.slice(1), teacher: teacherVectors.slice(1), ids: [30, 10, 20] },
    ];
    for (const batch of batches) {
      const expected = reference(await read(built.variables), await read(built.state), batch, small);
      expectClose([(await take(built, batch)).loss], [expected.loss], 1e-6, 'the loss');
      const state = await read(built.state);
      expect(Object.keys(state).sort()).toEqual(Object.keys(expected.state).sort());
      for (const [name, values] of Object.entries(expected.state)) expectClose(state[name]!, values, 1e-6, name);
    }
    close(built);
  });

  test('its gradient in the embeddings of both sides is that of finite differences', async () => {
    const built = open();
    await take(built, whole);
    const batch = { student: whole.student, teacher: whole.teacher, ids: whole.ids };
    const { gradients: found } = await take(built, batch);
    for (const [name, variable] of Object.entries(built.variables!)) {
      const start = (await read({ variable })).variable!;
      const expected = await finiteDifference(async (data) => {
        scope(() => variable.assign(tensor(data, variable.shape)));
        return (await take(built, batch)).loss;
      }, start);
      scope(() => variable.assign(tensor(start, variable.shape)));
      expectClose(found[name]!, expected, 1e-2, name);
    }
    close(built);
  });
});

describe('what is remembered', () => {
  test('nothing outside of a training step: neither rows nor normalisers', async () => {
    const built = open();
    const before = await read(built.state);
    const { loss } = await take(built, { student: whole.student, teacher: whole.teacher, ids: whole.ids });
    expect(loss).toBeGreaterThan(0);
    expect(await read(built.state)).toEqual(before);
    close(built);
  });

  test('rows of other samples stay to the bit; rows of the batch have length 1', async () => {
    const built = open();
    const before = (await read(built.state))['pair-0/teacher-bank']!;
    await take(built, { ...whole, student: studentVectors.slice(0, 1), teacher: teacherVectors.slice(0, 1), ids: [30] });
    const after = (await read(built.state))['pair-0/teacher-bank']!;
    for (const row of [0, 2, 3]) expect(after.slice(row * 4, row * 4 + 4)).toEqual(before.slice(row * 4, row * 4 + 4));
    expect(Math.hypot(...after.slice(4, 8))).toBeCloseTo(1, 6);
    close(built);
  });

  test('a sample that comes twice in a batch is remembered once, as it came last', async () => {
    const [twice, once] = [open({ momentum: 0 }), open({ momentum: 0 })];
    await take(twice, { ...whole, student: studentVectors.slice(0, 2), teacher: teacherVectors.slice(0, 2), ids: [20, 20] });
    await take(once, { ...whole, student: studentVectors.slice(1, 2), teacher: teacherVectors.slice(1, 2), ids: [20] });
    const [a, b] = [await read(twice.state), await read(once.state)];
    expectClose(a['pair-0/student-bank']!, b['pair-0/student-bank']!, 1e-6, 'the bank');
    close(twice);
    close(once);
  });

  test('the normalisers are set at the first step and then stay', async () => {
    const built = open();
    expect([...(await read(built.state))['pair-0/normalisers']!]).toEqual([0, 0, 0]);
    await take(built, whole);
    const first = (await read(built.state))['pair-0/normalisers']!;
    expect(first[0]).toBe(1);
    await take(built, { ...whole, student: teacherVectors, step: 1 });
    expect((await read(built.state))['pair-0/normalisers']).toEqual(first);
    close(built);
  });

  test('the state is all there is to resume from', async () => {
    const options = { negatives: 2, positives: 'relaxed' };
    const [straight, resumed] = [open(options), open(options, view, 1)];
    for (const step of [0, 1, 2]) await take(straight, { ...whole, step });
    scope(() => {
      for (const [name, variable] of Object.entries(straight.state!)) resumed.state![name]!.assign(clone(variable));
    });
    const next = { ...whole, step: 3 };
    expect(await take(resumed, next)).toEqual(await take(straight, next));
    close(straight);
    close(resumed);
  });

  test('a step frees the banks it replaces', async () => {
    const built = open();
    await take(built, whole);
    const before = liveCount();
    for (const step of [1, 2, 3]) await take(built, { ...whole, step });
    expect(liveCount()).toEqual(before);
    close(built);
  });
});

describe('drawn negatives', () => {
  test('are a function of the step', async () => {
    const losses: number[] = [];
    for (const step of [5, 5, 6]) {
      const built = open({ negatives: 2 });
      losses.push((await take(built, { ...whole, step })).loss);
      close(built);
    }
    expect(losses[0]).toBe(losses[1]);
    expect(losses[0]).not.toBe(losses[2]);
  });

  test('two terms of one step draw apart', async () => {
    const losses = new Set<number>();
    for (const name of ['one', 'other']) {
      const built = open({ negatives: 1 });
      const other = open({ negatives: 1 }, view, name === 'one' ? 1 : 2);
      // The same weights and banks: what differs is the draws.
      scope(() => {
        for (const kind of ['variables', 'state'] as const)
          for (const [key, variable] of Object.entries(built[kind]!)) other[kind]![key]!.assign(clone(variable));
      });
      losses.add((await take(other, { ...whole, step: 2 })).loss);
      close(built);
      close(other);
    }
    expect(losses.size).toBe(2);
  });

  test('give on average what a bank used whole gives', async () => {
    const built = open({ negatives: 3 });
    await take(built, whole);
    const batch = { student: whole.student, teacher: whole.teacher, ids: whole.ids };
    const { variables, state } = built;
    const [weights, memory] = [await read(variables), await read(state)];
    const expected = reference(weights, memory, whole, { ...small, negatives: 3 }).loss;
    const losses: number[] = [];
    for (let step = 0; step < 50; step++) {
      losses.push((await take(built, { ...batch, step })).loss);
      scope(() => {
        for (const [name, variable] of Object.entries(state!)) variable.assign(tensor(memory[name]!, variable.shape));
      });
    }
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    const deviation = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / losses.length);
    expect(deviation).toBeGreaterThan(0.01);
    expect(Math.abs(mean - expected)).toBeLessThan((4 * deviation) / Math.sqrt(losses.length));
    close(built);
  });
});

describe('hazards', () => {
  test('a batch of one, and a training view of one', async () => {
    const lonely = open({}, { ids: Int32Array.of(7), labels: Int32Array.of(0) });
    for (const built of [open(), lonely]) {
      const id = built === lonely ? 7 : 10;
      const { loss, gradients: found } = await take(built, { student: [[1, 2, 3]], teacher: [[3, 2, 1]], ids: [id], step: 0 });
      expectFinite([loss, ...found.student!], 'the loss and gradient');
      close(built);
    }
  });

  test('identical samples, and samples of zeros, at the coldest temperature', async () => {
    for (const rows of [studentVectors.map(() => [1, 2, 3]), studentVectors.map(() => [0, 0, 0])]) {
      for (const negatives of [2, 16]) {
        const built = open({ temperature: 0.01, negatives });
        for (const step of [0, 1, 2]) {
          const { loss, gradients: found } = await take(built, { ...whole, student: rows, teacher: rows, step });
          expectFinite([loss, ...Object.values(found).flatMap((values) => [...values])], 'the loss and gradients');
        }
        close(built);
      }
    }
  });

  test('a view without labels, or of one class: every other sample is a negative', async () => {
    const losses: number[] = [];
    for (const labels of [Int32Array.of(-1, -1, -1, -1), Int32Array.of(2, 2, 2, 2)]) {
      const built = open({}, { ids: view.ids, labels });
      losses.push((await take(built, whole)).loss);
      close(built);
    }
    expect(losses[0]).toBe(losses[1]);
    const built = open({}, {});
    expect((await take(built, { ...whole, ids: [0, 1, 2, 3] })).loss).toBe(losses[0]);
    close(built);
  });

  test('refuses a sample that is not in the view', async () => {
    const built = open();
    await expect(take(built, { ...whole, ids: [10, 20, 30, 41] })).rejects.toThrow('KD_E_KNOWLEDGE_SAMPLE');
    close(built);
  });
});

test('each pair of a mapping has embeddings and banks of its own', async () => {
  const { student, teacher } = vectorsPair;
  const twice = { student: [...student, ...student], teacher: [...teacher, ...teacher], options: small };
  const { variables, loss } = await evaluateKnowledge(crd, twice);
  expect(Object.keys(variables)).toHaveLength(8);
  expect(loss).toBeGreaterThan((await evaluateKnowledge(crd, { ...vectorsPair, options: small })).loss);
});

test('learns: the loss of plain descent falls', async () => {
  const built = open({ negatives: 64 });
  const losses: number[] = [];
  for (let step = 0; step < 20; step++) {
    const { loss, gradients: found } = await take(built, { ...whole, step });
    losses.push(loss);
    scope(() => {
      for (const [name, variable] of Object.entries(built.variables!)) {
        const moved = found[name]!.map((slope) => -0.05 * slope);
        variable.assign(add(variable, tensor(moved, variable.shape)));
      }
    });
  }
  expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
  close(built);
});

test.each([{ embedding: 0 }, { negatives: 0 }, { negatives: 1.5 }, { temperature: 0 }, { momentum: 1.1 }, { positives: 'any' }, { K: 4 }])(
  'refuses the options %j',
  (options) => {
    expect(() => makerOf([crd]).make('knowledge', { ...options, id: 'crd' })).toThrow('KD_E_OPTIONS_INVALID');
  },
);
