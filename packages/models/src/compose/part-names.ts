// Names in a network that is put together of parts: no layer may have that of another.
import { retortError, type TapName } from '@retort/kernel';
import { layerPoints } from '../adopt/tap-table.ts';
import { graphLayers } from '../graph/graph-points.ts';
import type { SymbolicTensor } from '../graph/layer.ts';

/** @throws KD_E_FAMILY_OF where two layers have one name, as where a family stands around itself. */
export function checkLayerNames(family: string, outputs: readonly SymbolicTensor[]): void {
  const seen = new Set<string>();
  for (const { name } of graphLayers(outputs)) {
    if (seen.has(name))
      throw retortError('KD_E_FAMILY_OF', { what: `family ${family}`, expected: 'layers of different names', received: `two named "${name}"` });
    seen.add(name);
  }
}

/** Own names for those of the points that a network has, as `adoptModel` wants them: by layer. The others are left out. */
export function aliasesAmong(outputs: readonly SymbolicTensor[], points: Iterable<readonly [TapName, SymbolicTensor]>): Record<TapName, string> {
  const names = new Map([...layerPoints(outputs).layers].map(([name, point]) => [point, name]));
  const found = [...points].flatMap(([alias, point]) => (names.has(point) ? [[alias, names.get(point) as string] as const] : []));
  return Object.fromEntries(found);
}
