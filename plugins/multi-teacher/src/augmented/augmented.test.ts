// `augmented`: views of a map that can be written down, and their means by hand.
import type { Shape } from '@retort/kernel';
import { randomStream } from '@retort/tensor';
import { expectClose, expectFinite, expectNoLeakWhenThrown, fromRows } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { ask, echo } from '../../test/batch.ts';
import { augmentedTeacher } from './augmented.ts';
import type { View } from './views.ts';

const random = randomStream(3, 'augmented');
/** One sample of two rows and three columns. */
const map = { shape: [1, 2, 3, 1] as Shape, data: Float32Array.of(1, 2, 3, 4, 5, 6) };

async function seenBy(view: View): Promise<readonly number[]> {
  const inside = echo(6);
  await ask(augmentedTeacher(inside, { views: [view], space: 'logit' }, random), map);
  return inside.asked[1]!.inputs;
}

describe('views', () => {
  test.each([
    [{ flip: 'horizontal' }, [3, 2, 1, 6, 5, 4]],
    [{ flip: 'vertical' }, [4, 5, 6, 1, 2, 3]],
    [{ shift: [1, 0] }, [0, 0, 0, 1, 2, 3]],
    [{ shift: [-1, 0] }, [4, 5, 6, 0, 0, 0]],
    [{ shift: [0, 1] }, [0, 1, 2, 0, 4, 5]],
    [{ shift: [0, -2] }, [3, 0, 0, 6, 0, 0]],
    [{ shift: [1, -1] }, [0, 0, 0, 2, 3, 0]],
    [{ shift: [5, 5] }, [0, 0, 0, 0, 0, 0]],
  ] as [View, number[]][])('%j', async (view, expected) => {
    expect(await seenBy(view)).toEqual(expected);
  });

  test('noise is that of the sample, in the place of the view', async () => {
    const normals = random.child('view0').child('none').at(0).normals(6);
    expectClose(
      await seenBy({ noise: 0.1 }),
      [...map.data].map((value, n) => value + 0.1 * normals[n]!),
      1e-6,
      'the inputs',
    );
  });

  test('channels and samples stay apart', async () => {
    const inside = echo(4);
    const two = { shape: [2, 1, 2, 2] as Shape, data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
    await ask(augmentedTeacher(inside, { views: [{ flip: 'horizontal' }], space: 'logit' }, random), two);
    expect(inside.asked[1]!.inputs).toEqual([3, 4, 1, 2, 7, 8, 5, 6]);
  });
});

test('the teacher inside is asked once for each view, under a name of its own; taps are those of the first', async () => {
  const inside = echo(6);
  const teacher = augmentedTeacher(inside, { views: [{ flip: 'horizontal' }, { flip: 'horizontal' }], space: 'logit' }, random);
  const { logits, taps } = await ask(teacher, map, { view: 'given' }, ['double', 'logits']);
  expect(inside.asked.map((one) => one.taps)).toEqual([['double', 'logits'], [], []]);
  expect(inside.asked[0]!.view).toBe('given');
  expect(new Set(inside.asked.map(({ view }) => view)).size).toBe(3);
  expect(taps.double).toEqual([2, 4, 6, 8, 10, 12]);
  expect(taps.logits).toEqual(logits);
  expectClose(logits, [7 / 3, 2, 5 / 3, 16 / 3, 5, 14 / 3], 1e-6, 'the mean of the logits');
});

test.each([undefined, 4])('the mean of the probabilities at T %s, as logits', async (temperature) => {
  const options = { views: [{ flip: 'vertical' as const }], space: 'probability' as const, ...(temperature === undefined ? {} : { temperature }) };
  const { logits } = await ask(augmentedTeacher(echo(6), options, random), map);
  const T = temperature ?? 1;
  const softmax = (row: readonly number[]) => {
    const shares = row.map((value) => Math.exp(value / T));
    return shares.map((share) => share / shares.reduce((a, b) => a + b));
  };
  const [first, second] = [softmax([1, 2, 3, 4, 5, 6]), softmax([4, 5, 6, 1, 2, 3])];
  expectClose(
    softmax(logits),
    first.map((share, n) => (share + second[n]!) / 2),
    1e-5,
    'the probabilities',
  );
});

test('views that are sure of different classes give finite logits', async () => {
  const sure = { shape: [1, 1, 2, 1] as Shape, data: Float32Array.of(1e4, -1e4) };
  const { logits } = await ask(augmentedTeacher(echo(2), { views: [{ flip: 'horizontal' }], space: 'probability' }, random), sure);
  expectFinite(logits, 'the logits');
  expect(logits[0]).toBeCloseTo(logits[1]!, 5);
});

test('a flip of vectors is refused, and what fails on the way leaves nothing behind', async () => {
  const views: View[] = [{ flip: 'horizontal' }];
  await expect(ask(augmentedTeacher(echo(2), { views, space: 'logit' }, random), fromRows([[1, 2]]))).rejects.toThrow('KD_E_TENSOR_SHAPE');
  for (const failsAt of [0, 1])
    expect(
      String(await expectNoLeakWhenThrown(() => ask(augmentedTeacher(echo(6, failsAt), { views, space: 'logit' }, random), map, {}, ['double']))),
    ).toContain('no answer');
});
