// Suggests the valid names nearest to a wrong one.
import { distance } from 'fastest-levenshtein';

/** Up to three of `valid`, nearest first; those further away than half the name are left out. */
export function nearest(name: string, valid: Iterable<string>): readonly string[] {
  const reach = Math.max(2, Math.ceil(name.length / 2));
  return [...valid]
    .map((candidate) => ({ candidate, far: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ far }) => far <= reach)
    .sort((a, b) => a.far - b.far || a.candidate.localeCompare(b.candidate))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** `one of "a", "b"`, with `did you mean "a"?` in front where a name is near. For the `expected` of an error. */
export function expectedName(name: string, valid: Iterable<string>): string {
  const all = [...valid];
  const near = nearest(name, all);
  const list = all.length === 0 ? 'nothing is registered' : `one of ${all.map((n) => `"${n}"`).join(', ')}`;
  return near.length === 0 ? list : `${list}; did you mean ${near.map((n) => `"${n}"`).join(' or ')}?`;
}
