// YAML nodes to plain data and, beside it, a tree of offsets: where each key and each value starts.
import { retortError } from '@retort/kernel';
import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { forbiddenKeys } from './caps.ts';

/** Offsets into the text. */
export interface Spot {
  readonly key: number;
  readonly value: number;
  readonly children?: ReadonlyMap<string, Spot>;
}

export interface NodeReading {
  readonly data: unknown;
  readonly spot: Spot;
}

type At = (offset: number) => string;

/** Throws for keys that are not plain names or stand twice, and for numbers that are not finite. */
export function readNode(node: unknown, at: At, key?: number): NodeReading {
  const value = startOf(node) ?? key ?? 0;
  const here = { key: key ?? value, value };
  if (isMap(node)) {
    const data: Record<string, unknown> = {};
    const children = new Map<string, Spot>();
    for (const pair of node.items) {
      const name = keyName(pair.key, at);
      if (children.has(name)) throw retortError('KD_E_RECIPE_DUPLICATE_KEY', { where: at(startOf(pair.key) ?? value), what: `the key "${name}" stands twice` });
      const read = readNode(pair.value, at, startOf(pair.key));
      data[name] = read.data;
      children.set(name, read.spot);
    }
    return { data, spot: { ...here, children } };
  }
  if (isSeq(node)) {
    const read = node.items.map((item) => readNode(item, at));
    return { data: read.map(({ data }) => data), spot: { ...here, children: new Map(read.map(({ spot }, index) => [String(index), spot])) } };
  }
  return { data: isScalar(node) ? scalarValue(node, at, value) : null, spot: here };
}

const startOf = (node: unknown): number | undefined => (node as Node | null)?.range?.[0];

function keyName(key: unknown, at: At): string {
  const name = isScalar(key) && key.value !== null ? (typeof key.value === 'string' ? key.value : key.source) : undefined;
  const where = at(startOf(key) ?? 0);
  if (name === undefined) throw retortError('KD_E_RECIPE_KEY', { where, what: 'a key that is not a plain name' });
  if (name === '<<') throw retortError('KD_E_RECIPE_KEY', { where, what: 'the merge key "<<"' });
  if (forbiddenKeys.has(name)) throw retortError('KD_E_RECIPE_KEY', { where, what: `the key "${name}"` });
  return name;
}

function scalarValue({ value, source }: Scalar, at: At, offset: number): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw retortError('KD_E_RECIPE_NUMBER', { where: at(offset), what: 'a number', expected: 'a finite one', received: source ?? String(value) });
  return value;
}
