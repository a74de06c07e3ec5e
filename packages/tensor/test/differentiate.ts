// For this package's own tests: a tensor function's value and gradient beside those of a plain function of numbers.
import type { Tensor } from '@retort/kernel';
import { expect } from 'vitest';
import { gradients } from '../src/gradients.ts';
import { liveCount } from '../src/live-count.ts';
import { mul, sum, tensor } from '../src/tf.ts';
import { createVariable } from '../src/variable.ts';

export interface Evaluated {
  readonly value: readonly number[];
  readonly shape: readonly number[];
  readonly gradient: readonly number[];
}

/** Value of `f` at `x`, and the gradient of `sum(weights * f(x))`. Expects that nothing leaks. */
export async function differentiate(f: (x: Tensor) => Tensor, x: readonly number[], shape: readonly number[], weights?: readonly number[]): Promise<Evaluated> {
  const before = liveCount();
  const variable = createVariable(tensor([...x], [...shape], 'float32'));
  const direct = f(variable);
  const result = gradients(
    () => {
      const y = f(variable);
      return weights === undefined ? sum(y) : sum(mul(y, tensor([...weights], y.shape, 'float32')));
    },
    { x: variable },
  );
  const evaluated = {
    value: [...(await direct.data())],
    shape: direct.shape,
    gradient: [...(await (result.gradients.x as Tensor).data())],
  };
  for (const one of [direct, result.value, result.gradients.x, variable]) one?.dispose();
  expect(liveCount()).toEqual(before);
  return evaluated;
}

/** Central differences of a plain function, in double precision. */
export function slopes(f: (x: readonly number[]) => number, x: readonly number[], h = 1e-5): number[] {
  return x.map((value, at) => {
    const moved = (by: number) => f(x.with(at, value + by));
    return (moved(h) - moved(-h)) / (2 * h);
  });
}

/** Elementwise, within `tolerance` relative to the larger of 1 and the wanted value. */
export function expectClose(received: readonly number[], wanted: readonly number[], tolerance = 1e-5): void {
  expect(received.length).toBe(wanted.length);
  received.forEach((value, at) => {
    const target = wanted[at] as number;
    expect(Math.abs(value - target), `element ${at}: ${value} for ${target}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(target)));
  });
}

/** Weighted sum, to turn a plain vector function into the scalar that is differentiated. */
export const weigh = (values: readonly number[], weights: readonly number[]): number =>
  values.reduce((total, value, at) => total + value * (weights[at] as number), 0);

/** Numbers without pattern, from -`scale` to `scale`. */
export const scattered = (count: number, scale = 1, shift = 0): number[] =>
  Array.from({ length: count }, (_, at) => scale * Math.sin(12.9898 * (at + 1) + shift));
