// Deep merging of plain data. Maps merge key by key, everything else replaces. A choice with another id replaces whole,
// because options of one contribution mean nothing to another.

type PlainMap = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is PlainMap => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether `over` takes the place of `base` whole. */
export function replaces(base: unknown, over: unknown): boolean {
  const under = underOf(base, over);
  return !isMap(over) || !isMap(under) || ('id' in over && over.id !== under.id);
}

/** Options without an id go to the choice that stands there, which may be a bare id. */
const underOf = (base: unknown, over: unknown): unknown => (typeof base === 'string' && isMap(over) && over.id === undefined ? { id: base } : base);

/** A new value; neither argument is changed. Keys of `over` come where `base` has them, new ones after. */
export function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (replaces(base, over)) return over;
  const upper = over as PlainMap;
  const under = underOf(base, over) as PlainMap;
  const keys = new Set([...Object.keys(under), ...Object.keys(upper)]);
  return Object.fromEntries([...keys].map((key) => [key, Object.hasOwn(upper, key) ? merge(under[key], upper[key]) : under[key]]));
}
