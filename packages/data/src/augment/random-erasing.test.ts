// Which rectangle is erased, by hand and in distribution.
import { randomStream } from '@retort/tensor';
import { describe, expect, it } from 'vitest';
import { applied, batchOf } from '../../test/augmented-batch.ts';
import { randomErasing } from './random-erasing.ts';

const ones = Array<number>(16).fill(1);
/** Draws: whether, area, ratio, top, left. */
const erase = (options: Parameters<typeof randomErasing>[0], draws: number[], image = ones, shape = [4, 4, 1]) =>
  applied(randomErasing(options), batchOf(image, shape, [draws]));

describe('random-erasing', () => {
  it('erases a rectangle of the drawn area, ratio and place', () => {
    // Area 0.25 of 16 pixels, ratio 1: 2 x 2. Top floor(0.5 * 3) = 1, left floor(0.9 * 3) = 2.
    expect(erase({ area: [0.25, 0.25], aspect: 1, fill: 0 }, [0, 0.3, 0.7, 0.5, 0.9])).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1]);
    // Area 0.125 + 0.5 * 0.125 = 0.1875: 3 pixels. Ratio 0.5 + 2/3 * 1.5 = 1.5: 2.12 high, 1.41 wide, so 2 x 1.
    expect(erase({ area: [0.125, 0.25], aspect: 0.5, fill: 7 }, [0.4, 0.5, 2 / 3, 0, 0])).toEqual([7, 1, 1, 1, 7, 1, 1, 1, ...Array(8).fill(1)]);
  });

  it('leaves the others as they are, and those where no rectangle fits', () => {
    expect(erase({ probability: 0.3, fill: 0 }, [0.3])).toEqual(ones);
    // 0.9 of 2 x 2 pixels is no smaller than a side.
    expect(erase({ area: [0.9, 0.9], fill: 0, probability: 1 }, [0], [1, 1, 1, 1], [2, 2, 1])).toEqual([1, 1, 1, 1]);
  });

  it('tries again where a rectangle does not fit', () => {
    // The first ratio, 1 / 0.1 = 10, makes it 6 high; the second, 1, makes it 2 x 2.
    const second = (1 - 0.1) / (10 - 0.1);
    expect(erase({ area: [0.25, 0.25], aspect: 0.1, fill: 0 }, [0, 0, 0.9999, 0, 0, 0, second, 0, 0])).toEqual([0, 0, 1, 1, 0, 0, 1, 1, ...Array(8).fill(1)]);
  });

  it('fills with noise, its own for every number, from draws that nothing else has', () => {
    const uniforms = [...randomStream(1, 'test').at(0).uniforms(600)];
    uniforms.splice(0, 5, 0, 0.3, 0.7, 0, 0);
    const found = erase({ area: [0.25, 0.25], aspect: 1 }, uniforms, Array<number>(32).fill(1), [4, 4, 2]);
    const expected = Array<number>(32).fill(1);
    for (const at of [0, 1, 2, 3, 8, 9, 10, 11]) expected[at] = uniforms[401 + at]!;
    expect(found).toEqual(expected.map(Math.fround));
  });

  it('erases each place equally often, and half of the images', () => {
    const counts = new Array<number>(9).fill(0);
    const draws = randomStream(2, 'test').at(0).uniforms(40_000);
    for (let at = 0; at < 4000; at += 1) {
      const [whether, top, left] = draws.subarray(3 * at, 3 * at + 3) as unknown as [number, number, number];
      const found = erase({ area: [0.0625, 0.0625], aspect: 1, fill: 0 }, [whether, 0, 0, top, left], ones.slice(0, 9), [3, 3, 1]);
      if (found.includes(0)) counts[found.indexOf(0)]! += 1;
    }
    const erased = counts.reduce((a, b) => a + b, 0);
    expect(Math.abs(erased - 2000)).toBeLessThan(5 * 32);
    for (const count of counts) expect(Math.abs(count - erased / 9)).toBeLessThan(5 * 14);
  });
});
