// Models that follow a learner, against the closed form of a moving average.
import type { Student } from '@retort/kernel';
import { liveCount, randomStream, readAll, tensor } from '@retort/tensor';
import { afterAll, expect, test } from 'vitest';
import { CLASSES, SHAPE, tinyKernel } from '../../test/tiny-stage.ts';
import { averageLearners, copyLearner, dueCopies, type FollowingModel, shadowVariables } from './shadow.ts';

const kernel = await tinyKernel();
afterAll(() => kernel.dispose());
const model = { id: 'mlp', hidden: [3], batchNorm: true };
const build = async (name: string): Promise<Student> =>
  kernel.make('family', model).build({ inputShape: SHAPE, classes: CLASSES, random: randomStream(1, name) });
const read = async (student: Student) => ({ trained: await readAll(student.trainables()), statistics: await readAll(student.statistics()) });

/** Every number of the learner becomes `value`. */
function set(student: Student, value: number): void {
  for (const variable of Object.values({ ...student.trainables(), ...student.statistics() })) {
    const filled = tensor(new Float32Array(variable.size).fill(value), [...variable.shape], 'float32');
    variable.assign(filled as typeof variable);
    filled.dispose();
  }
}

async function follow(rule: FollowingModel['follow'], values: readonly number[]) {
  const before = liveCount();
  const [learner, shadow] = [await build('learner'), await build('shadow')];
  set(shadow, 1);
  const live = liveCount().tensors;
  const following = [{ slot: 'ema', model: shadow, of: learner, follow: rule }];
  const seen: { readonly weight: number; readonly statistic: number }[] = [];
  for (const [index, value] of values.entries()) {
    set(learner, value);
    averageLearners(following);
    for (const due of dueCopies(following, index + 1)) copyLearner(due);
    const { trained, statistics } = await read(shadow);
    // All numbers of a kind are equal.
    const [weights, counts] = [trained, statistics].map((part) => new Set(Object.values(part).flatMap((array) => [...array])));
    expect([weights!.size, counts!.size]).toEqual([1, 1]);
    seen.push({ weight: [...weights!][0]!, statistic: [...counts!][0]! });
  }
  // A statistic shares the learner's buffer until the learner moves on.
  expect(liveCount().tensors).toBe(live);
  learner.dispose();
  shadow.dispose();
  expect(liveCount()).toEqual(before);
  return seen;
}

test('an average over three steps is m^3 s + (1 - m)(m^2 a + m b + c); statistics are copied', async () => {
  const m = 0.9;
  const seen = await follow({ kind: 'average', momentum: m }, [2, -4, 10]);
  const expected = [m + (1 - m) * 2, m ** 2 + (1 - m) * (m * 2 - 4), m ** 3 + (1 - m) * (m ** 2 * 2 - m * 4 + 10)];
  seen.forEach(({ weight }, index) => {
    expect(weight).toBeCloseTo(expected[index]!, 6);
  });
  expect(seen.map(({ statistic }) => statistic)).toEqual([2, -4, 10]);
});

test('with momentum 0 it is the learner, with momentum 1 it stands still', async () => {
  expect((await follow({ kind: 'average', momentum: 0 }, [2, -4])).map(({ weight }) => weight)).toEqual([2, -4]);
  expect((await follow({ kind: 'average', momentum: 1 }, [2, -4])).map(({ weight }) => weight)).toEqual([1, 1]);
});

test('a copy every second step holds still between', async () => {
  const seen = await follow({ kind: 'copy', every: 2 }, [2, 3, 4, 5, 6]);
  expect(seen).toEqual([1, 3, 3, 5, 5].map((value) => ({ weight: value, statistic: value })));
});

test('its variables have names of their own', async () => {
  const [learner, shadow] = [await build('learner'), await build('shadow')];
  const named = shadowVariables([{ slot: 'ema', model: shadow, of: learner, follow: { kind: 'copy', every: 1 } }]);
  expect(named['shadow/ema/logits/bias']).toBe(shadow.trainables()['logits/bias']);
  expect(Object.keys(named)).toHaveLength(7);
  learner.dispose();
  shadow.dispose();
});
