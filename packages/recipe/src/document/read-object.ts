// A TypeScript object to plain data: copied, checked to be data and nothing else, under the same caps as text.
import { type ErrorCode, type ErrorDetail, retortError } from '@retort/kernel';
import { caps, forbiddenKeys } from './caps.ts';
import { pathText, type RecipePath } from './recipe-document.ts';

/** Throws `KD_E_RECIPE_NOT_DATA` for functions, class instances, circles and the like. Keys whose value is undefined are dropped. */
export function readObject(value: unknown, name: string): unknown {
  const open = new Set<object>();
  let nodes = 0;

  const fail = (code: ErrorCode, path: RecipePath, detail: ErrorDetail): Error =>
    retortError(code, { ...detail, where: path.length === 0 ? name : `${name}.${pathText(path)}` });

  const copy = (part: unknown, path: RecipePath): unknown => {
    nodes += 1;
    if (nodes > caps.nodes) throw fail('KD_E_RECIPE_TOO_BIG', path, { what: 'the number of values', expected: `at most ${caps.nodes}` });
    if (typeof part === 'number' && !Number.isFinite(part))
      throw fail('KD_E_RECIPE_NUMBER', path, { what: 'a number', expected: 'a finite one', received: `${part}` });
    if (part === null || typeof part === 'string' || typeof part === 'number' || typeof part === 'boolean') return part;
    if (typeof part !== 'object' || !isPlain(part)) throw fail('KD_E_RECIPE_NOT_DATA', path, { what: 'a value', received: kindOf(part) });
    if (open.has(part)) throw fail('KD_E_RECIPE_NOT_DATA', path, { what: 'a value', received: 'an object that holds itself' });
    if (open.size >= caps.depth) throw fail('KD_E_RECIPE_TOO_DEEP', path, { what: 'maps and lists inside each other', expected: `at most ${caps.depth}` });
    open.add(part);
    const result = Array.isArray(part) ? part.map((item, index) => copy(item, [...path, index])) : copyMap(part, path);
    open.delete(part);
    return result;
  };

  const copyMap = (part: object, path: RecipePath): Record<string, unknown> => {
    const result: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(part)) {
      if (forbiddenKeys.has(key)) throw fail('KD_E_RECIPE_KEY', path, { what: `the key "${key}"` });
      if (item !== undefined) result[key] = copy(item, [...path, key]);
    }
    return result;
  };

  return copy(value, []);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

function kindOf(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  return `an object of class ${value.constructor?.name || '(nameless)'}`;
}
