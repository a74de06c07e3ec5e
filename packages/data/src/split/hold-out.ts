// Holds labelled samples out of a table, in every class about the same share.
import type { RandomStream, Samples } from '@retort/kernel';
import { proportional } from './apportion.ts';
import { draw, labelledCounts, merge, strataOf } from './strata.ts';
import { takeRows } from './take-rows.ts';

/**
 * At least one sample where any has a label. Both parts keep the order of the table.
 *
 * @param fraction - of the labelled samples, in (0, 1).
 * @param classes - how many.
 */
export function holdOut(
  samples: Samples,
  fraction: number,
  classes: number,
  random: RandomStream,
): { readonly held: Samples | undefined; readonly rest: Samples } {
  const strata = strataOf(samples.labels, classes);
  const counts = labelledCounts(strata);
  const known = counts.reduce((a, b) => a + b, 0);
  if (known === 0) return { held: undefined, rest: samples };
  const { drawn, rest } = draw(strata, proportional(counts, Math.max(1, Math.round(fraction * known))), random);
  return { held: takeRows(samples, merge(drawn)), rest: takeRows(samples, merge(rest)) };
}
