// Each augmentation by hand on tiny images, its distribution over many draws, and the options it refuses.
import type { Augmentation } from '@retort/kernel';
import { randomStream } from '@retort/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applied, batchOf } from '../../test/augmented-batch.ts';
import { choose } from '../../test/choose.ts';
import { failure } from '../../test/failure.ts';
import { crop } from './crop.ts';
import { flip } from './flip.ts';
import { mixup } from './mixup.ts';
import { noise } from './noise.ts';
import { randAugment } from './rand-augment.ts';
import { randomErasing } from './random-erasing.ts';
import { rotations } from './rotations.ts';
import { shift } from './shift.ts';
import { twoViews } from './two-views.ts';

const image = [1, 2, 3, 4, 5, 6, 7, 8, 9];

describe('shift', () => {
  // Draw 0 is the vertical move, draw 1 the horizontal; with 1 pixel, [0, 1/3) reads from above or the left.
  it.each([
    ['nowhere', [0.5, 0.5], image],
    ['down', [0, 0.5], [0, 0, 0, 1, 2, 3, 4, 5, 6]],
    ['up', [0.99, 0.5], [4, 5, 6, 7, 8, 9, 0, 0, 0]],
    ['right', [0.5, 0], [0, 1, 2, 0, 4, 5, 0, 7, 8]],
    ['left', [0.5, 0.99], [2, 3, 0, 5, 6, 0, 8, 9, 0]],
    ['down and right', [0, 0], [0, 0, 0, 0, 1, 2, 0, 4, 5]],
  ])('moves %s', (_, draws, expected) => {
    expect(applied(shift(), batchOf(image, [3, 3, 1], [draws]))).toEqual(expected);
  });

  it('moves each sample by its own draws, channels together, and fills as told', () => {
    const pair = [1, 10, 2, 20, 3, 30, 4, 40];
    expect(
      applied(
        shift({ fill: -1 }),
        batchOf(
          [...pair, ...pair],
          [2, 2, 2],
          [
            [0.5, 0],
            [0, 0.5],
          ],
        ),
      ),
    ).toEqual([-1, -1, 1, 10, -1, -1, 3, 30, -1, -1, -1, -1, 1, 10, 2, 20]);
  });

  it('moves to each place equally often', () => {
    const counts = new Map<number, number>();
    const draws = randomStream(3, 'test').at(0).uniforms(4000);
    for (let i = 0; i < 2000; i += 1) {
      const moved = applied(shift({ pixels: 1 }), batchOf([0, 0, 0, 0, 1, 0, 0, 0, 0], [3, 3, 1], [[draws[2 * i]!, draws[2 * i + 1]!]]));
      const place = moved.indexOf(1);
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    // 9 places, 222 each on average, standard deviation 14.
    expect(counts.size).toBe(9);
    for (const count of counts.values()) expect(Math.abs(count - 2000 / 9)).toBeLessThan(5 * 14);
  });
});

describe('crop', () => {
  it.each([
    ['zero', [0, 0, 0, 0, 0, 0, 0, 0, 1]],
    ['edge', [1, 1, 1, 1, 1, 1, 1, 1, 1]],
    ['reflect', [9, 8, 7, 6, 5, 4, 3, 2, 1]],
  ] as const)('pads with %s', (mode, expected) => {
    expect(applied(crop({ pad: 2, mode }), batchOf(image, [3, 3, 1], [[0, 0]]))).toEqual(expected);
  });

  it('reflects at the other end', () => {
    expect(applied(crop({ pad: 2, mode: 'reflect' }), batchOf(image, [3, 3, 1], [[0.99, 0.5]]))).toEqual([7, 8, 9, 4, 5, 6, 1, 2, 3]);
    expect(applied(crop({ pad: 1, mode: 'edge' }), batchOf(image, [3, 3, 1], [[0.5, 0.99]]))).toEqual([2, 3, 3, 5, 6, 6, 8, 9, 9]);
  });

  it('in the middle changes nothing', () => {
    for (const mode of ['zero', 'edge', 'reflect'] as const) expect(applied(crop({ pad: 2, mode }), batchOf(image, [3, 3, 1]))).toEqual(image);
  });
});

describe('flip', () => {
  it.each([
    [{}, [0.4, 0.4], [3, 2, 1, 6, 5, 4, 9, 8, 7]],
    [{}, [0.6, 0.4], image],
    [{ horizontal: false, vertical: true }, [0.4, 0.4], [7, 8, 9, 4, 5, 6, 1, 2, 3]],
    [{ vertical: true }, [0.4, 0.4], [9, 8, 7, 6, 5, 4, 3, 2, 1]],
    [{ vertical: true }, [0.4, 0.6], [3, 2, 1, 6, 5, 4, 9, 8, 7]],
  ])('%j with draws %j', (options, draws, expected) => {
    expect(applied(flip(options), batchOf(image, [3, 3, 1], [draws]))).toEqual(expected);
  });

  it('keeps channels together', () => {
    expect(applied(flip(), batchOf([1, 10, 2, 20], [1, 2, 2], [[0]]))).toEqual([2, 20, 1, 10]);
  });

  it('refuses to flip nothing', async () => {
    expect(await failure(() => flip({ horizontal: false }))).toMatch(/KD_E_OPTIONS_INVALID.*flips nothing/);
  });
});

describe('noise', () => {
  it('adds std times the normal draw of each input, of any shape', () => {
    const out = applied(noise({ std: 2 }), batchOf([1, 1, 1, 1], [2]));
    [1, 1.2, 3, 3.2].forEach((value, index) => void expect(out[index]).toBeCloseTo(value, 6));
  });
});

describe('mixup', () => {
  /** Draw 0 picks the partner; the rest draw the share. */
  const draws = (partner: number) => [partner, 0.9, 0.9, 0.9, 0.3, 0.2, 0.1, 0.6, 0.4, 0.3, 0.2, 0.7, 0.1, 0.5];
  const oneHot = [1, 0, 0, 0, 1, 0, 0, 0, 1];

  it('mixes inputs and targets by the same share, with partners as they were before', () => {
    // With 0 of 2 others every sample takes the next: 0 <- 1, 1 <- 2, 2 <- 0.
    const batch = batchOf([0, 10, 100], [1], [draws(0), draws(0), draws(0)], oneHot);
    mixup({ alpha: 1 }).apply(batch);
    const share = batch.targets[0]!;
    expect(share).toBeGreaterThanOrEqual(0.5);
    expect(share).toBeLessThan(1);
    expect(batch.inputs[0]).toBeCloseTo((1 - share) * 10, 4);
    expect(batch.inputs[1]).toBeCloseTo(share * 10 + (1 - share) * 100, 4);
    expect(batch.inputs[2]).toBeCloseTo(share * 100, 4);
    const rest = 1 - share;
    [share, rest, 0, 0, share, rest, rest, 0, share].forEach((value, index) => void expect(batch.targets[index]).toBeCloseTo(value, 6));
  });

  it('never takes the sample itself, and each other one as often', () => {
    const partners = new Map<number, number>();
    const uniforms = randomStream(5, 'test').at(0).uniforms(3000);
    for (let i = 0; i < 3000; i += 1) {
      const batch = batchOf([0, 1, 2, 3], [1], [[], [uniforms[i]!]], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
      mixup({ alpha: 1 }).apply(batch);
      const partner = [0, 2, 3].find((other) => batch.targets[4 + other]! > 0)!;
      partners.set(partner, (partners.get(partner) ?? 0) + 1);
    }
    expect([...partners.keys()].sort()).toEqual([0, 2, 3]);
    for (const count of partners.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * 26);
  });

  it('leaves an unlabelled row unlabelled, and a labelled one with its own part alone', () => {
    const batch = batchOf([0, 10], [1], [draws(0), draws(0)], [0, 1, 0, 0]);
    mixup({ alpha: 1 }).apply(batch);
    const share = batch.targets[1]!;
    expect(share).toBeGreaterThanOrEqual(0.5);
    expect([...batch.targets]).toEqual([0, share, 0, 0]);
    expect(batch.inputs[0]).toBeCloseTo((1 - share) * 10, 5);
    expect(batch.inputs[1]).toBeCloseTo(share * 10, 5);
  });

  it('pairs views of the same kind: no partner from the other half', () => {
    const batch = batchOf([0, 10, 100, 200], [1], Array(4).fill(draws(0)), [1, 0, 0, 1, 1, 0, 0, 1], 2);
    mixup({ alpha: 1 }).apply(batch);
    const share = batch.targets[0]!;
    const expected = [(1 - share) * 10, share * 10, share * 100 + (1 - share) * 200, share * 200 + (1 - share) * 100];
    expected.forEach((value, row) => void expect(batch.inputs[row]).toBeCloseTo(value, 4));
  });

  it('leaves a batch of one as it is', () => {
    const batch = batchOf([7], [1], [], [0, 1]);
    mixup().apply(batch);
    expect([[...batch.inputs], [...batch.targets]]).toEqual([[7], [0, 1]]);
  });

  it('conserves the mean of what it mixes and the mass of the targets', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 2, max: 9 }), fc.double({ min: 0.05, max: 5, noNaN: true }), (seed, size, alpha) => {
        const inputs = Array.from({ length: size }, (_, index) => index);
        const targets = inputs.flatMap((row) => inputs.map((column) => (row === column ? 1 : 0)));
        const stream = randomStream(seed, 'test');
        const batch = { ...batchOf(inputs, [1], [], targets), uniform: (sample: number, draw: number) => stream.at(sample).uniform(draw) };
        mixup({ alpha }).apply(batch);
        for (let row = 0; row < size; row += 1) {
          const masses = batch.targets.subarray(row * size, (row + 1) * size);
          expect(masses.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
          expect(masses.filter((mass) => mass > 0).length).toBeLessThanOrEqual(2);
          expect(masses[row]).toBeGreaterThanOrEqual(0.5);
          // The input is the mean of the samples under the masses.
          expect(batch.inputs[row]).toBeCloseTo(
            masses.reduce((sum, mass, index) => sum + mass * index, 0),
            4,
          );
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('every augmentation', () => {
  it.each([
    ['shift', { pixels: 2 }, 'shift(pixels=2,fill=0)'],
    ['crop', { pad: 2 }, 'crop(pad=2,mode=zero)'],
    ['flip', {}, 'flip(horizontal=true,vertical=false)'],
    ['noise', { std: 0.5 }, 'noise(std=0.5)'],
    ['mixup', { alpha: 1 }, 'mixup(alpha=1)'],
    ['random-erasing', { fill: 0 }, 'random-erasing(probability=0.5,area=0.02..0.4,aspect=0.3,fill=0)'],
    ['rand-augment', { magnitude: 10 }, 'rand-augment(operations=2,magnitude=10)'],
    ['rotations', {}, 'rotations(labels=first)'],
    ['two-views', { strong: ['flip', { id: 'noise', std: 1 }] }, 'two-views(strong=flip(horizontal=true,vertical=false)+noise(std=1))'],
  ])('%s is a choice, named by its options', async (id, options, view) => {
    expect((await choose('augmentation', { id, ...options })).view).toBe(view);
  });

  it.each([
    ['shift', { pixels: 0 }],
    ['shift', { pixels: 1.5 }],
    ['crop', { pad: -1 }],
    ['crop', { mode: 'wrap' }],
    ['flip', { horizontal: false }],
    ['noise', { std: 0 }],
    ['noise', { std: Number.NaN }],
    ['mixup', { alpha: 0 }],
    ['mixup', { beta: 1 }],
    ['random-erasing', { probability: 0 }],
    ['random-erasing', { area: [0.4, 0.1] }],
    ['random-erasing', { aspect: 2 }],
    ['rand-augment', { operations: 0 }],
    ['rand-augment', { magnitude: 31 }],
    ['rotations', { labels: 'none' }],
  ])('%s refuses %j, as a choice and as a call', async (id, options) => {
    expect(await failure(() => choose('augmentation', { id, ...options }))).toContain('KD_E_OPTIONS_INVALID');
    const calls = { shift, crop, flip, noise, mixup, 'random-erasing': randomErasing, 'rand-augment': randAugment, rotations } as Record<
      string,
      (options: object) => Augmentation
    >;
    expect(await failure(() => calls[id]!(options))).toMatch(/KD_E_OPTIONS_INVALID/);
  });

  it.each([shift(), crop(), flip(), randomErasing(), randAugment(), rotations(), twoViews({ strong: [shift()] })])(
    'of images refuses other shapes',
    async (augmentation) => {
      for (const shape of [[9], [3, 3], [1, 3, 3, 1]]) {
        expect(await failure(() => augmentation.apply(batchOf(image, shape)))).toMatch(/KD_E_DATA_AUGMENT.*\[height, width, channels\]/);
      }
    },
  );
});
