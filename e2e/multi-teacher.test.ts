// Several teachers through whole recipes: every space and weighting, members of different networks, layers of one member, wrappers,
// specialists. And the two laws of averaging: losses and probabilities pull alike, and a committee of one is that one.
import { createRetort, type RetortEvent, startRun } from '@retort/distill';
import { memoryFiles } from '@retort/files';
import type { Batch, MergeSpec, Teacher, Tensor2D } from '@retort/kernel';
import { type RecipeInput, recipeFromObject, resolveRecipe, type TeacherInput } from '@retort/recipe';
import { randomStream, readAll, startEngine, tensor1d, zeros } from '@retort/tensor';
import { expectClose, expectNoLeak, fromRows, kdLoss, studentLogits, teacherLogits, toTensor } from '@retort/testing';
import { committeeTeacher } from '@retort/trainer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const retort = await createRetort({ files: memoryFiles(), output: () => undefined });
beforeAll(() => startEngine(retort, 'cpu'));
afterAll(() => retort.dispose());

const training = { epochs: 1, batch: 16, optimizer: { id: 'adam', rate: 0.01 } };
/** Two networks whose taps have different names. */
const members = { big: { model: { id: 'convnet', widths: [3, 4] }, training }, small: { model: { id: 'mlp', hidden: [7, 5] }, training } };
const committee = (options: object = {}): TeacherInput => ({ id: 'committee', members, ...options });
const kd = { knowledge: { id: 'kd', temperature: 4 }, weight: 0.7 };

function recipe(teacher: TeacherInput, terms: NonNullable<RecipeInput['objective']>['terms'] = [kd]): RecipeInput {
  return {
    name: 'several',
    seed: 3,
    engine: 'cpu',
    data: { source: 'digits', classes: ['0', '1', '2'], fraction: 0.075, test: 20, labels: 12 },
    teacher,
    student: { id: 'mlp', hidden: [6] },
    objective: { task: 0.3, terms },
    training: { epochs: 1, batch: 8, optimizer: { id: 'sgd', rate: 0.1 }, logEvery: 1 },
    report: { temperatures: [1], samples: 1 },
  };
}

interface Ran {
  readonly weights: Readonly<Record<string, Float32Array>>;
  readonly losses: readonly number[];
  readonly teacher: number;
}

async function run(input: RecipeInput): Promise<Ran> {
  const losses: number[] = [];
  let weights: Ran['weights'] = {};
  let teacher = Number.NaN;
  const read = async (event: RetortEvent): Promise<void> => {
    if (event.kind === 'stage' && event.place.arm === 'distilled' && event.event.kind === 'step') losses.push(event.event.report.loss);
    if (event.kind === 'participant' && event.participant.name === 'teacher') teacher = event.participant.metrics.accuracy!;
    if (event.kind === 'student') weights = await readAll(event.student.trainables());
  };
  for await (const event of startRun({ recipe: resolveRecipe(recipeFromObject(input), retort), retort })) await read(event);
  return { weights, losses, teacher };
}

const known = new Map<string, Promise<Ran>>();

/** A run that others are compared with: made once. */
function baseline(input: RecipeInput): Promise<Ran> {
  const key = JSON.stringify(input);
  const found = known.get(key) ?? run(input);
  known.set(key, found);
  return found;
}

/** The largest difference of two students. */
function apart(one: Ran, other: Ran): number {
  expect(Object.keys(one.weights)).toEqual(Object.keys(other.weights));
  return Math.max(...Object.entries(one.weights).flatMap(([name, values]) => [...values].map((value, n) => Math.abs(value - other.weights[name]![n]!))));
}

function expectRan({ losses, teacher }: Ran): void {
  expect(losses.length).toBeGreaterThan(3);
  expect(losses.every(Number.isFinite)).toBe(true);
  expect(teacher).toBeGreaterThan(0);
}

describe('spaces', () => {
  test('losses and probabilities at one temperature give the same student, logits another', async () => {
    const [loss, probability, logit] = [
      await baseline(recipe(committee())),
      await run(recipe(committee({ space: 'probability', temperature: 4 }))),
      await baseline(recipe(committee({ space: 'logit' }))),
    ];
    for (const ran of [loss, probability, logit]) expectRan(ran);
    expect(apart(loss, probability)).toBeLessThan(2e-6);
    expect(apart(loss, logit)).toBeGreaterThan(1e-4);
    // The losses themselves differ by what the members disagree.
    for (const [step, value] of loss.losses.entries()) expect(value).toBeGreaterThan(probability.losses[step]!);
  });

  test('so do they where samples are weighed one by one', async () => {
    const weights = 'confidence';
    const [loss, probability] = [
      await baseline(recipe(committee({ weights }))),
      await run(recipe(committee({ weights, space: 'probability', temperature: 4 }))),
    ];
    expect(apart(loss, probability)).toBeLessThan(2e-6);
    expect(apart(loss, await baseline(recipe(committee())))).toBeGreaterThan(1e-5);
  });

  test('a committee of one is that one, bit for bit', async () => {
    const alone = await run(recipe({ model: members.small.model, training }));
    for (const merge of [{}, { space: 'logit', weights: 'random' }, { space: 'probability', temperature: 4, weights: 'entropy' }, { weights: 'adaptive' }])
      expect(await run(recipe({ id: 'committee', members: { teacher: members.small }, ...merge }))).toEqual(alone);
  });
});

describe('weightings', () => {
  test.each([
    ['numbers by name', { weights: { small: 1, big: 3 } }],
    [
      'a schedule',
      {
        weights: {
          id: 'fixed',
          weights: [
            { id: 'linear', from: 1, to: 0 },
            { id: 'linear', from: 0, to: 1 },
          ],
        },
      },
    ],
    ['entropy', { weights: 'entropy' }],
    ['best, of merged logits', { weights: 'best', space: 'logit' }],
    ['adaptive', { weights: 'adaptive' }],
    ['random', { weights: { id: 'random', per: 'sample' } }],
    ['dropped', { weights: 'dropped' }],
  ])('%s', async (_, merge) => {
    const ran = await run(recipe(committee(merge)));
    expectRan(ran);
    expect(apart(ran, await baseline(recipe(committee('space' in merge ? { space: merge.space } : {}))))).toBeGreaterThan(1e-6);
  });

  test('what draws draws the same again', async () => {
    const drawn = recipe(committee({ weights: 'random' }));
    expect(await run(drawn)).toEqual(await run(drawn));
  });
});

describe('layers', () => {
  const hint = (...pairs: [string, string][]) => ({ knowledge: 'fitnet', connector: 'linear', mapping: { id: 'pairs', pairs } });

  test('of members are read by name, and count as the member does', async () => {
    const terms = [kd, hint(['features', 'big/features'], ['features', 'small/features'])];
    const both = await run(recipe(committee(), terms));
    expectRan(both);
    const one = await run(recipe(committee({ weights: { big: 1, small: 0 } }), terms));
    expect(apart(one, both)).toBeGreaterThan(1e-5);
    // A member of no weight is not heard, in its layers either.
    expect(apart(one, await run(recipe(committee({ weights: { big: 1, small: 0 } }), [kd, hint(['features', 'big/features'])])))).toBe(0);
  });
});

describe('teachers around a teacher', () => {
  const plain = { model: members.big.model, training };

  test.each([
    ['noisy', { id: 'noisy', teacher: plain, std: 1, share: 1 }],
    ['augmented', { id: 'augmented', teacher: plain, views: [{ flip: 'horizontal' }, { shift: [0, 1] }, { noise: 0.2 }] }],
    ['subset', { id: 'subset', teacher: plain, classes: [0, 1] }],
    ['around each other', { id: 'augmented', teacher: { id: 'noisy', teacher: plain }, views: [{ shift: [1, 1] }] }],
  ])('%s', async (_, teacher) => {
    const ran = await run(recipe(teacher));
    expectRan(ran);
    expect(apart(ran, await baseline(recipe(plain)))).toBeGreaterThan(1e-6);
    expect(await run(recipe(teacher))).toEqual(ran);
  });

  test('one that changes nothing gives the same student, bit for bit', async () => {
    const silent = await run(recipe({ id: 'noisy', teacher: plain, share: 0 }));
    expect(silent).toEqual(await baseline(recipe(plain)));
  });

  test('around one member, and around all of a committee, whose members are still weighed apart', async () => {
    const wrapped = { ...members, big: { ...members.big, wrap: { id: 'noisy', std: 1, share: 1 } } };
    const weights = 'confidence';
    const [one, all, none] = [
      await run(recipe({ id: 'committee', members: wrapped, weights })),
      await run(recipe({ id: 'noisy', teacher: { id: 'committee', members, weights }, std: 1, share: 1 })),
      await baseline(recipe(committee({ weights }))),
    ];
    for (const ran of [one, all]) expectRan(ran);
    expect(apart(one, none)).toBeGreaterThan(1e-6);
    expect(apart(all, one)).toBeGreaterThan(1e-6);
  });
});

describe('the answer of a committee by itself', () => {
  const second = [
    [0, 1, 2, 0],
    [1, 0, 1, 2],
    [1, 1, 0, -1],
  ];

  /** A teacher that always says this. */
  const saying = (rows: readonly (readonly number[])[], covers?: readonly number[]): Teacher => ({
    taps: ['logits'],
    classes: rows[0]!.length,
    shapeOf: () => [rows[0]!.length],
    observe: () => ({ logits: toTensor(fromRows(rows)) as Tensor2D, taps: {} }),
    ...(covers === undefined ? {} : { covers }),
    dispose: () => undefined,
  });

  async function answer(teachers: Readonly<Record<string, Teacher>>, merge: MergeSpec): Promise<number[][]> {
    const joined = committeeTeacher(teachers, merge, retort, randomStream(1, 'committee'));
    const size = 3;
    const batch: Batch = {
      inputs: zeros([size, 1]),
      labels: tensor1d([-1, -1, -1], 'int32'),
      targets: zeros([size, joined.classes]),
      labelled: zeros([size]),
      ids: Int32Array.of(0, 1, 2),
      size,
      view: 'none',
    };
    const { logits } = await joined.observe(batch, []);
    const { values } = await readAll({ values: logits });
    for (const tensor of [logits, batch.inputs, batch.labels, batch.targets, batch.labelled]) tensor.dispose();
    joined.dispose();
    return Array.from({ length: logits.shape[0] }, (_, row) => [...values!.slice(row * joined.classes, (row + 1) * joined.classes)]);
  }

  test.each([
    ['probability', 4, 0.197559124],
    ['logit', 1, 0.197956631],
  ] as const)('the reference value of the mean %s of two teachers', async (space, temperature, expected) => {
    const merged = await answer({ one: saying(teacherLogits), two: saying(second) }, { space, temperature, weights: 'fixed' });
    expectClose([kdLoss(studentLogits, merged, 4)], [expected], 1e-5, 'kd at temperature 4');
  });

  test.each(['fixed', 'entropy', 'confidence', 'adaptive', 'best', 'random', 'dropped'])('%s answers without labels, student or step', async (weights) => {
    const merged = await expectNoLeak(() => answer({ one: saying(teacherLogits), two: saying(second) }, { space: 'logit', weights }));
    expect(merged.flat().every(Number.isFinite)).toBe(true);
  });

  test('specialists: each class from those that know it', async () => {
    const low = saying(
      [
        [1, 5, -1e9],
        [2, 0, -1e9],
        [0, 0, -1e9],
      ],
      [0, 1],
    );
    const high = saying(
      [
        [-1e9, 3, 4],
        [-1e9, 2, -2],
        [-1e9, 0, 0],
      ],
      [1, 2],
    );
    const logits = await answer({ low, high }, { space: 'logit', weights: 'fixed' });
    expectClose(logits.flat(), [1, 4, 4, 2, 1, -2, 0, 0, 0], 1e-6, 'the mean of the logits');
    const weighed = await answer({ low, high }, { space: 'logit', weights: { id: 'fixed', weights: [3, 1] } });
    expectClose(weighed.flat(), [1, 4.5, 4, 2, 0.5, -2, 0, 0, 0], 1e-6, 'the weighed mean');
    const [unheard] = await answer({ low, high }, { space: 'logit', weights: { id: 'fixed', weights: [1, 0] } });
    expectClose(unheard!, [1, 5, -1e9], 1e-6, 'a class of which nobody is heard');
    const softmax = (row: readonly number[]) => row.map((value) => Math.exp(value) / row.reduce((total, other) => total + Math.exp(other), 0));
    const shares = [softmax([1, 5]), softmax([3, 4])];
    const [first] = await answer({ low, high }, { space: 'probability', weights: 'fixed' });
    expectClose(first!.map(Math.exp), [shares[0]![0]!, (shares[0]![1]! + shares[1]![0]!) / 2, shares[1]![1]!], 1e-5, 'the mean of the probabilities');
  });
});

describe('specialists teach together what each of them knows', () => {
  test.each(['logit', 'probability'])('trained on their classes alone, by name or index, some of them on the same (%s)', async (space) => {
    const special = { low: { ...members.big, classes: ['0', 1] }, high: { ...members.small, classes: [1, '2'] } };
    for (const weights of ['fixed', 'confidence']) expectRan(await run(recipe({ id: 'committee', members: special, space, weights })));
  });

  test('with one that knows all; and by leaving out classes of what they have learned', async () => {
    const low = { ...members.small, classes: [0, 1] };
    expectRan(await run(recipe({ id: 'committee', members: { low, all: members.big }, space: 'probability' })));
    const wrapped = { ...members.small, wrap: { id: 'subset', classes: [0, 1] } };
    expectRan(await run(recipe({ id: 'committee', members: { wrapped, all: members.big }, space: 'probability' })));
  });
});

describe('is refused before anything is trained', () => {
  const special = { ...members, big: { ...members.big, classes: [0, 1] } };
  const dist = [{ knowledge: 'dist', weight: 1 }];

  test.each([
    ['KD_E_PLAN_WEIGHTS', recipe(committee({ weights: 'entropy' }), dist)],
    ['KD_E_PLAN_COMMITTEE', recipe({ id: 'committee', members: special })],
    ['KD_E_PLAN_COMMITTEE', recipe({ id: 'committee', members: { big: special.big }, space: 'logit' })],
    ['KD_E_WEIGHTING', recipe(committee({ weights: { id: 'fixed', weights: [1, 2, 3] } }))],
    ['KD_E_DATA_CLASS_UNKNOWN', recipe({ id: 'subset', teacher: { model: members.big.model, training }, classes: [0, 7] })],
    ['KD_E_RECIPE_ID', recipe(committee({ weights: 'entropie' }))],
    ['KD_E_RECIPE_OPTIONS', recipe(committee({ weights: { big: 1 } }))],
    ['KD_E_TAP_UNKNOWN', recipe(committee(), [{ knowledge: 'fitnet', connector: 'linear', layers: { features: 'bigg/features' } }])],
  ] as const)('%s', async (code, input) => {
    await expect(run(input)).rejects.toMatchObject({ code });
  });
});
