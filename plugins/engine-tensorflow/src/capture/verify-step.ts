// Whether a captured step did what the eager one did from the same state. On a processor they are equal to the bit; on a GPU sums depend on
// the order in which threads come, and they differ by rounding.
import type { NamedTensors, NamedVariables } from '@retort/kernel';
import { add, mul, randomStream, readAll, scope, seedTensor, sub, uniform } from '@retort/tensor';

/** Of the largest number of a tensor. */
const TOLERANCE = 1e-6;

/**
 * Rounding alone may lead further: where a gradient is all noise, Adam takes it for a direction. So, where the tolerance does not hold,
 * the eager step is held against itself with every weight moved by two units in the last place, and this many times as far is near.
 * A large tensor has a few numbers whose gradients are nearly zero, and one draw may leave just those alone: there are several.
 */
const ROUNDING = 8;
const DRAWS = 4;
const TWO_UNITS = 2 ** -22;

/** What a step gave and what it left in the variables. */
export interface Outcome {
  readonly results: NamedTensors;
  readonly variables: NamedTensors;
}

/** What is off, in words; undefined where all is near. `disturbed`: the eager step from a disturbed state; the tensors stay its owner's. */
export async function differenceOf(captured: Outcome, eager: Outcome, disturbed: (draw: number) => Outcome): Promise<string | undefined> {
  let far = (await distances(captured, eager)).filter(({ distance, scale }) => !(distance <= TOLERANCE * scale));
  const noise = new Map<string, number>();
  for (let draw = 0; draw < DRAWS && far.length > 0; draw++) {
    for (const { name, distance } of await distances(disturbed(draw), eager)) noise.set(name, Math.max(noise.get(name) ?? 0, distance));
    far = far.filter(({ name, distance, scale }) => !(distance <= TOLERANCE * scale + ROUNDING * noise.get(name)!));
  }
  const [off] = far;
  return off && `"${off.name}" is off by ${(off.distance / off.scale).toExponential(1)} of its size from the eager step`;
}

/** Moves every variable by a little, some numbers up and some down, always in the same way for the same draw. */
export function disturb(variables: NamedVariables, draw: number): void {
  const stream = randomStream(0, 'verify');
  Object.values(variables).forEach((variable, at) => {
    if (variable.dtype !== 'float32') return;
    scope(() => {
      const move = mul(sub(uniform(variable.shape, seedTensor(stream, at), draw), 0.5), 2 * TWO_UNITS);
      variable.assign(mul(variable, add(move, 1)));
    });
  });
}

/** By tensor: the largest difference, and the largest number of `other`. */
async function distances(one: Outcome, other: Outcome): Promise<readonly { readonly name: string; readonly distance: number; readonly scale: number }[]> {
  const [left, right] = [await readAll(named(one)), await readAll(named(other))];
  return Object.entries(left).map(([name, values]) => {
    const against = right[name]!;
    let [distance, scale] = [0, 0];
    values.forEach((value, at) => {
      // NaN is as far as can be; the same infinity is near.
      const apart = Object.is(value, against[at]) ? 0 : Math.abs(value - against[at]!);
      if (!(apart <= distance)) distance = apart;
      scale = Math.max(scale, Math.abs(against[at]!));
    });
    return { name, distance, scale };
  });
}

function named({ results, variables }: Outcome): NamedTensors {
  return { ...results, ...variables };
}
