// The operations of rand-augment against closed forms, and how they are drawn.
import { randomStream } from '@retort/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applied, batchOf } from '../../test/augmented-batch.ts';
import { failure } from '../../test/failure.ts';
import { imageOperations } from './image-operations.ts';
import { randAugment } from './rand-augment.ts';
import type { ImageShape } from './resample.ts';

function done(name: string, image: readonly number[], shape: ImageShape, strength: number, direction = 1): number[] {
  const out = Float32Array.from(image);
  imageOperations[name]!(out, shape, strength, direction);
  return [...out];
}

function close(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, at) => void expect(found[at], `at ${at}`).toBeCloseTo(value, 6));
}

describe('operations', () => {
  it('brightness scales by 1 + 0.9 s and clips', () => {
    close(done('brightness', [0, 0.2, 0.8], [1, 3, 1], 1), [0, 0.38, 1]);
    close(done('brightness', [0, 0.2, 0.8], [1, 3, 1], 0.5, -1), [0, 0.11, 0.44]);
  });

  it('contrast scales around the mean', () => {
    // Mean 0.5.
    close(done('contrast', [0.2, 0.5, 0.8], [1, 3, 1], 0.5), [0.065, 0.5, 0.935]);
    close(done('contrast', [0.2, 0.5, 0.8], [1, 3, 1], 1, -1), [0.47, 0.5, 0.53]);
    close(done('contrast', [0, 0.5, 1], [1, 3, 1], 1), [0, 0.5, 1]);
  });

  it('auto-contrast stretches each channel, and leaves a flat one', () => {
    close(done('auto-contrast', [0.2, 0.5, 0.3, 0.5, 0.6, 0.5], [1, 3, 2], 0), [0, 0.5, 0.25, 0.5, 1, 0.5]);
  });

  it('posterize keeps the upper bits of 8', () => {
    // 0b10110111 = 183 keeps 0b1011 = 176 at 4 bits, 0b101101 = 180 at 6.
    close(done('posterize', [183 / 255, 1], [1, 2, 1], 1), [176 / 255, 240 / 255]);
    close(done('posterize', [183 / 255], [1, 1, 1], 0.5), [180 / 255]);
    expect(done('posterize', [0.1234], [1, 1, 1], 0.1)).toEqual([Math.fround(0.1234)]);
  });

  it('solarize inverts from 1 - s on', () => {
    close(done('solarize', [0.5, 0.75, 1], [1, 3, 1], 0.25), [0.5, 0.25, 0]);
    close(done('solarize', [0.1, 0.9], [1, 2, 1], 1), [0.9, 0.1]);
  });

  it('translate moves by 150/331 of a side; parts of pixels are mixed', () => {
    // A step of 331 / 150 / 4 is one pixel of four.
    const pixel = 331 / 150 / 4;
    close(done('translate-x', [0.1, 0.2, 0.3, 0.4], [1, 4, 1], pixel), [0.2, 0.3, 0.4, 0]);
    close(done('translate-x', [0.1, 0.2, 0.3, 0.4], [1, 4, 1], pixel, -1), [0, 0.1, 0.2, 0.3]);
    close(done('translate-x', [0.1, 0.2, 0.3, 0.4], [1, 4, 1], pixel / 4), [0.125, 0.225, 0.325, 0.3]);
    close(done('translate-y', [0.1, 0.2, 0.3, 0.4], [4, 1, 1], pixel / 2), [0.15, 0.25, 0.35, 0.2]);
  });

  it('shear moves rows by their distance from the middle, and columns alike', () => {
    // Slope 0.3 at full strength: the row 1 below the middle reads 0.3 to the right, that above 0.3 to the left.
    close(done('shear-x', [0, 1, 0, 0, 1, 0, 0, 1, 0], [3, 3, 1], 1), [0, 0.7, 0.3, 0, 1, 0, 0.3, 0.7, 0]);
    close(done('shear-y', [0, 0, 0, 1, 1, 1, 0, 0, 0], [3, 3, 1], 1), [0, 0, 0.3, 0.7, 1, 0.7, 0.3, 0, 0]);
  });

  it('rotate turns by 30 degrees, counter-clockwise on the screen where the direction is 1, and the middle stays', () => {
    const image = Array.from({ length: 25 }, (_, at) => (at === 14 ? 1 : 0));
    const [cos, sin] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    const found = done('rotate', image, [5, 5, 1], 1);
    // Each place (x, y) from the middle reads (x cos - y sin, x sin + y cos); the spot is at (2, 0).
    for (let y = -2; y <= 2; y += 1) {
      for (let x = -2; x <= 2; x += 1) {
        const [dx, dy] = [Math.abs(x * cos - y * sin - 2), Math.abs(x * sin + y * cos)];
        expect(found[(y + 2) * 5 + x + 2]).toBeCloseTo(Math.max(0, 1 - dx) * Math.max(0, 1 - dy), 6);
      }
    }
    expect(done('rotate', image, [5, 5, 1], 1, -1)).not.toEqual(found);
    const spot = Array.from({ length: 25 }, (_, at) => (at === 12 ? 1 : 0));
    expect(done('rotate', spot, [5, 5, 1], 1)[12]).toBe(1);
  });

  it('leave an image as it is at strength 0, all but auto-contrast; and stay in [0, 1] at any', () => {
    const pixels = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(pixels, fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(1, -1), (image, strength, direction) => {
        for (const name of Object.keys(imageOperations)) {
          const shape = [3, 4, 2] as const;
          if (name !== 'auto-contrast' && !(name === 'solarize' && image.includes(1))) close(done(name, image, shape, 0, direction), image);
          for (const value of done(name, image, shape, strength, direction)) expect(value >= 0 && value <= 1, `${name} ${value}`).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('rand-augment', () => {
  const names = Object.keys(imageOperations);
  const draw = (name: string) => (names.indexOf(name) + 0.5) / names.length;

  it('applies the drawn operations in order, at the drawn direction, each image by its own draws', () => {
    // Magnitude 15 of 30: strength 0.5.
    const found = applied(
      randAugment({ magnitude: 15 }),
      batchOf(
        [0.2, 0.4, 0.2, 0.4],
        [1, 2, 1],
        [
          [draw('brightness'), 0.6, draw('identity'), 0.5],
          [draw('solarize'), 0.1, draw('brightness'), 0.1],
        ],
      ),
    );
    close(found, [0.29, 0.58, 0.11, 0.22]);
  });

  it('takes every operation as often as any other', () => {
    const seen = new Map<string, number>();
    const uniforms = randomStream(4, 'test').at(0).uniforms(22_000);
    const image = [0.1, 0.4, 0.25, 0.6, 0.35, 0.5, 0.2, 0.45, 0.3];
    const outcomes = new Map(names.flatMap((name) => [1, -1].map((direction) => [done(name, image, [3, 3, 1], 0.9, direction).join(), name] as const)));
    for (let at = 0; at < 11_000; at += 1) {
      const draws = [uniforms[2 * at]!, uniforms[2 * at + 1]!];
      const name = outcomes.get(applied(randAugment({ operations: 1, magnitude: 27 }), batchOf(image, [3, 3, 1], [draws])).join())!;
      seen.set(name, (seen.get(name) ?? 0) + 1);
    }
    // Eleven, 1000 each on average, standard deviation 30.
    expect([...seen.keys()].sort()).toEqual([...names].sort());
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * 30);
  });

  it.each([-0.1, 1.01, Number.NaN])('refuses an input of %f', async (value) => {
    expect(await failure(() => randAugment().apply(batchOf([0, 1, value, 0.5], [2, 2, 1])))).toMatch(/KD_E_DATA_AUGMENT.*within \[0, 1\].*Received/);
  });
});
