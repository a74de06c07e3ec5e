// Every registered knowledge gives finite terms and gradients where numbers are at their worst: logits of 1e4 either way, and
// activations of zeros or with hardly anything in them. Made from what is registered, so a knowledge that a plugin adds is in it.
import { createRetort } from '@retort/distill';
import { memoryFiles } from '@retort/files';
import { type Contribution, defineFeatureKnowledge, defineResponseKnowledge, RetortError, type Scalar, type Shape } from '@retort/kernel';
import { div, log, mean, mul, randomStream, softmax, sqrt, square, sub, sum } from '@retort/tensor';
import { evaluateKnowledge, fromRows, type HostTensor, type KnowledgeValues, randomHost } from '@retort/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { knowledgeOptions, viewsFor } from './matrix/requirements.ts';

const retort = await createRetort({ files: memoryFiles(), output: () => undefined });
afterAll(() => retort.dispose());

const CLASSES = 3;
const LARGE = 1e4;
const schedules = retort.list('schedule').map(({ id }) => retort.get('schedule', id));
const optionsOf = (id: string) => knowledgeOptions[id]?.({ features: CLASSES, classes: CLASSES }) ?? {};
const familyOf = (id: string) => retort.make('knowledge', { id, ...optionsOf(id) }).family;
const registered = retort.list('knowledge').map(({ id }) => id);
const responses = registered.filter((id) => familyOf(id) === 'response');
const layered = registered.filter((id) => familyOf(id) !== 'response');

/** As they are often written. */
const careless = {
  logOfSoftmax: defineResponseKnowledge({
    id: 'log-of-softmax',
    summary: 'log 0',
    loss: ({ student, teacher }) => ({ loss: mean<Scalar>(mul(softmax(teacher), sub(log(softmax(teacher)), log(softmax(student))))) }),
  }),
  rootOfSquare: defineFeatureKnowledge({
    id: 'root-of-square',
    summary: 'the gradient of a root at 0',
    loss: ({ student, teacher }) => ({ loss: sqrt(sum<Scalar>(square(sub(student, teacher)))) }),
  }),
  dividedByLength: defineFeatureKnowledge({
    id: 'divided-by-length',
    summary: '0 / 0',
    loss: ({ student, teacher }) => ({ loss: mean<Scalar>(square(sub(div(student, sqrt(sum(square(student)))), teacher))) }),
  }),
};

type Knowledge = Contribution<'knowledge'>;

const viewsOf = (id: string): number => (registered.includes(id) ? viewsFor(retort, id) : 1);

/** Each sample as many times over, where a knowledge compares views. */
function inViews({ student, teacher, labels = [], ...rest }: KnowledgeValues, copies: number): KnowledgeValues {
  const again = <T>(values: ArrayLike<T>): T[] => Array.from({ length: copies }).flatMap(() => Array.from(values));
  const repeat = (tensors: readonly HostTensor[]) =>
    tensors.map(({ shape: [size, ...each], data }) => ({ shape: [size! * copies, ...each], data: Float32Array.from(again(data)) }));
  return { ...rest, student: repeat(student), teacher: repeat(teacher), labels: again(labels), copies };
}

/** What of a batch is not finite. */
async function faultsOf(knowledge: Knowledge, values: KnowledgeValues): Promise<string[]> {
  const options = { ...optionsOf(knowledge.id), ...values.options };
  const found = await evaluateKnowledge(knowledge, { ...inViews(values, viewsOf(knowledge.id)), options, contributions: schedules });
  const named = [
    ...Object.entries(found.terms).map(([name, value]) => [`the term ${name}`, [value]] as const),
    ...found.student.map((gradient, index) => [`the gradient of student tensor ${index}`, gradient ?? []] as const),
    ...Object.entries(found.variables).map(([name, gradient]) => [`the gradient of ${name}`, gradient] as const),
  ];
  return named.flatMap(([name, list]) => {
    const bad = Array.from(list).findIndex((value) => !Number.isFinite(value));
    return bad < 0 ? [] : [`${name} is ${list[bad]} at ${bad}`];
  });
}

/** Every row of three numbers out of +-1e4 and 0. */
const rows = Array.from({ length: 27 }, (_, k) => [k % 3, Math.floor(k / 3) % 3, Math.floor(k / 9)].map((digit) => (digit - 1) * LARGE));

async function faultsOfLogits(knowledge: Knowledge, options: object): Promise<string[]> {
  const faults: string[] = [];
  // Every row with every other, 81 pairs at a time, and some pairs alone.
  const pairs = rows.flatMap((_, by) => rows.map((row, index) => [row, rows[(index + by) % rows.length]!] as const));
  const batches = Array.from({ length: 9 }, (_, part) => pairs.slice(part * 81, (part + 1) * 81));
  const alone = [0, 100, 351, 701].map((at) => [pairs[at]!]);
  for (const label of [0, 1, 2]) {
    for (const batch of [...batches, ...alone]) {
      const [student, teacher] = [0, 1].map((side) => [fromRows(batch.map((pair) => pair[side]!))]);
      const found = await faultsOf(knowledge, { student: student!, teacher: teacher!, labels: batch.map(() => label), options: { ...options } });
      faults.push(...found.map((fault) => `${fault} for ${batch.length} samples of label ${label}, the first ${JSON.stringify(batch[0])}`));
    }
  }
  return faults;
}

describe('logits of 1e4 either way, in all arrangements of three classes', () => {
  test.each(responses)('%s', async (id) => expect(await faultsOfLogits(retort.get('knowledge', id), {})).toEqual([]));

  const standardised = responses.filter((id) => {
    try {
      retort.make('knowledge', { id, standardise: true });
      return true;
    } catch (error) {
      if (RetortError.is(error) && error.code === 'KD_E_OPTIONS_INVALID') return false;
      throw error;
    }
  });
  test.each(standardised)('%s of standardised logits', async (id) =>
    expect(await faultsOfLogits(retort.get('knowledge', id), { standardise: true })).toEqual([]),
  );
});

interface Place {
  readonly student: readonly Shape[];
  readonly teacher: readonly Shape[];
}

const same = (...shapes: Shape[]): Place => ({ student: shapes, teacher: shapes });
const PLACES = {
  maps: same([4, 4, 3]),
  'maps in sequence': same([4, 4, 3], [2, 2, 3]),
  'unlike maps': { student: [[4, 4, 2]], teacher: [[2, 2, 5]] },
  vectors: same([3]),
  'unlike vectors': { student: [[2]], teacher: [[3]] },
} satisfies Record<string, Place>;

const zeros = ({ shape, data }: HostTensor, of = data.length): HostTensor => ({ shape, data: data.map((value, index) => (index < of ? 0 : value)) });

/** By place: what is not finite; no entry where the knowledge refuses the shapes. */
async function faultsOfZeros(knowledge: Knowledge): Promise<Record<string, string[]>> {
  const faults: Record<string, string[]> = {};
  for (const [name, place] of Object.entries<Place>(PLACES)) {
    try {
      faults[name] = await faultsAt(knowledge, place);
    } catch (error) {
      if (!RetortError.is(error) || error.code !== 'KD_E_KNOWLEDGE_SHAPES') throw error;
    }
  }
  return faults;
}

async function faultsAt(knowledge: Knowledge, place: Place): Promise<string[]> {
  const faults: string[] = [];
  for (const size of [4, 1]) {
    const draw = (side: 'student' | 'teacher') => place[side].map((shape, index) => randomHost(randomStream(index, side), size, shape));
    const [student, teacher] = [draw('student'), draw('teacher')];
    const labels = size === 1 ? [2] : [0, 1, 2, 0];
    const first = (tensors: readonly HostTensor[]) => tensors.map((tensor) => zeros(tensor, tensor.data.length / size));
    const none = (tensors: readonly HostTensor[]) => tensors.map((tensor) => zeros(tensor));
    const last = (tensors: readonly HostTensor[]) =>
      tensors.map(({ shape, data }) => ({ shape, data: data.map((value, index) => ((index + 1) % shape.at(-1)! === 0 ? Math.abs(value) : 0)) }));
    const flat = (tensors: readonly HostTensor[]) => tensors.map(({ shape, data }) => ({ shape, data: data.map(() => 0.7) }));
    for (const [what, sides] of Object.entries({
      'the student': { student: none(student), teacher },
      'the teacher': { student, teacher: none(teacher) },
      both: { student: none(student), teacher: none(teacher) },
      'the first sample of both': { student: first(student), teacher: first(teacher) },
      'all but the last channel of both': { student: last(student), teacher: last(teacher) },
      'the differences within both': { student: flat(student), teacher: flat(teacher) },
    }))
      faults.push(...(await faultsOf(knowledge, { ...sides, labels })).map((fault) => `${fault} for zeros of ${what}, batch ${size}`));
  }
  return faults;
}

describe('activations of zeros, on either side and both, and of one channel or one number', () => {
  test.each(layered)('%s', async (id) => {
    const faults = await faultsOfZeros(retort.get('knowledge', id));
    expect(Object.keys(faults).length, 'shapes that it takes').toBeGreaterThan(0);
    expect(Object.entries(faults).filter(([, found]) => found.length > 0)).toEqual([]);
  });
});

test('what is careless is seen', async () => {
  expect((await faultsOfLogits(careless.logOfSoftmax, {})).join('\n')).toMatch(/the term loss is NaN[\s\S]*the gradient of student tensor 0 is NaN/);
  expect((await faultsAt(careless.rootOfSquare, PLACES.maps)).join('\n')).toMatch(/the gradient of student tensor 0 is NaN at 0 for zeros of both/);
  expect((await faultsAt(careless.dividedByLength, PLACES.vectors)).join('\n')).toMatch(/the term loss is NaN at 0 for zeros of the student/);
});
