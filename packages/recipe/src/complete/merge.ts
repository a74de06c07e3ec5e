// Deep merging of plain data. Maps merge key by key, everything else replaces. A choice with another id replaces whole,
// because options of one contribution mean nothing to another.

type Map = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A new value; neither argument is changed. Keys of `over` come where `base` has them, new ones after. */
export function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isMap(over)) return over;
  const under = typeof base === 'string' && over.id === undefined ? { id: base } : base;
  if (!isMap(under) || ('id' in over && over.id !== under.id)) return over;
  const keys = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, Object.hasOwn(over, key) ? merge(under[key], over[key]) : under[key]]));
}
