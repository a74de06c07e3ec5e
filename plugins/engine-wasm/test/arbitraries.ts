// What the parity tests draw from: values that are often 0 or negative, and geometries of windows. Part of the tests.
import { backend_util } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import type { HostTensor } from './parity.ts';

/** `mixed`: between -1 and 1. `negative`: all below 0. `zeros`: mostly 0. `ties`: few distinct values. */
const kinds = ['mixed', 'negative', 'zeros', 'ties'] as const;

export interface Values {
  readonly seed: number;
  readonly kind: (typeof kinds)[number];
}

export const values: fc.Arbitrary<Values> = fc.record({ seed: fc.nat(), kind: fc.constantFrom(...kinds) });

export function hostTensor(shape: readonly number[], { seed, kind }: Values, stream = 0): HostTensor {
  const next = mulberry(seed * 31 + stream);
  const draw = (): number => {
    const u = next();
    if (kind === 'negative') return -0.01 - u;
    if (kind === 'zeros') return u < 0.7 ? 0 : 2 * next() - 1;
    if (kind === 'ties') return Math.floor(u * 5) - 3;
    return 2 * u - 1;
  };
  return { shape, values: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw) };
}

/** The generator known as mulberry32: 32 bits of state, enough for test values. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export type Padding = 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]];

const side = fc.integer({ min: 0, max: 3 });
const explicit: fc.Arbitrary<Padding> = fc.tuple(side, side, side, side).map(([t, b, l, r]) => [
  [0, 0],
  [t, b],
  [l, r],
  [0, 0],
]);

export interface Window {
  readonly batch: number;
  readonly size: [number, number];
  readonly channels: number;
  readonly filter: [number, number];
  readonly stride: [number, number];
  readonly dilation: [number, number];
  readonly pad: Padding;
}

const pair = (max: number): fc.Arbitrary<[number, number]> => fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));

/** A window that has at least one position. Dilation above 1 excludes a stride above 1, as in TensorFlow.js. */
export function windows({ dilated = false, padding = 'any' }: { dilated?: boolean; padding?: 'any' | 'named' | 'pool' } = {}): fc.Arbitrary<Window> {
  const named = fc.constantFrom<Padding>('same', 'valid');
  return fc
    .record({
      batch: fc.integer({ min: 1, max: 3 }),
      size: pair(9),
      channels: fc.integer({ min: 1, max: 5 }),
      filter: pair(4),
      stride: dilated ? fc.constant<[number, number]>([1, 1]) : pair(3),
      dilation: dilated ? pair(3) : fc.constant<[number, number]>([1, 1]),
      pad: padding === 'named' ? named : fc.oneof(named, fc.integer({ min: 0, max: 2 }), explicit),
    })
    .filter((window) => positions(window).every((count) => count > 0) && fits(window) && (padding !== 'pool' || poolable(window)));
}

function fits({ size, filter, dilation, pad }: Window): boolean {
  const around = (axis: 0 | 1): number => {
    if (pad === 'same') return Number.POSITIVE_INFINITY;
    if (pad === 'valid') return 0;
    return typeof pad === 'number' ? 2 * pad : pad[axis + 1]!.reduce((a, b) => a + b, 0);
  };
  return ([0, 1] as const).every((axis) => size[axis] + around(axis) >= (filter[axis] - 1) * dilation[axis] + 1);
}

/** Whether every position sees the input, and a numeric padding gives the size that it should. */
function poolable({ pad, filter, stride }: Window): boolean {
  if (pad === 'same' || pad === 'valid') return true;
  if (typeof pad === 'number') return filter[0] === filter[1] && stride[0] === stride[1] && pad < filter[0];
  return ([0, 1] as const).every((axis) => pad[axis + 1]!.every((size) => size < filter[axis]));
}

/** Positions of the window along each axis. TensorFlow.js reckons a numeric padding by the height's filter and stride alone. */
export function positions({ batch, size, channels, filter, stride, dilation, pad }: Window): [number, number] {
  const info = backend_util.computeConv2DInfo([batch, ...size, channels], [...filter, channels, 1], stride, dilation, pad);
  return [info.outHeight, info.outWidth];
}
