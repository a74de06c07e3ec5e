// Local names of the parts of a module: `block0/kernel`.
import type { Variable } from '@retort/kernel';

type Variables = Readonly<Record<string, Variable>>;

/** Every part's variables under the part's name. */
export function prefixed(parts: Readonly<Record<string, Variables>>): Variables {
  return Object.fromEntries(Object.entries(parts).flatMap(([part, variables]) => Object.entries(variables).map(([name, one]) => [`${part}/${name}`, one])));
}

/** One set of variables for each mapped pair: under plain names where there is one pair, else under `pair0`, `pair1`, ... */
export function byPair(sets: readonly Variables[]): Variables {
  if (sets.length === 1) return sets[0]!;
  return prefixed(Object.fromEntries(sets.map((variables, index) => [`pair${index}`, variables])));
}
