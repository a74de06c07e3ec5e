// The names a specification binds are known to the compiler.
import type { Tensor } from '@retort/kernel';
import { expectTypeOf, test } from 'vitest';
import { shape } from './shape.ts';

declare const x: Tensor;

test('a literal specification binds its names, and no others', () => {
  expectTypeOf(shape(x, 'B H W 3', 'map')).toEqualTypeOf<{ readonly B: number; readonly H: number; readonly W: number }>();
  expectTypeOf(shape(x, 'B ...', 'map')).toEqualTypeOf<{ readonly B: number }>();
  // @ts-expect-error C is not in the specification
  shape(x, 'B D', 'map').C;
});

test('any other specification binds any name', () => {
  expectTypeOf(shape(x, 'B C' as string, 'map')).toEqualTypeOf<Record<string, number>>();
});
