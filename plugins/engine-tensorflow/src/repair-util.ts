// Node 23 removed the type checks of node:util that tfjs-node 4.22 still calls. Puts back those that are missing, and only those.
import { createRequire } from 'node:module';

/** The removed functions, with the meaning Node 22 gave them. */
const removed: Readonly<Record<string, (value: unknown) => boolean>> = {
  isArray: (value) => Array.isArray(value),
  isBoolean: (value) => typeof value === 'boolean',
  isBuffer: (value) => Buffer.isBuffer(value),
  isDate: (value) => Object.prototype.toString.call(value) === '[object Date]',
  isError: (value) => Object.prototype.toString.call(value) === '[object Error]' || value instanceof Error,
  isFunction: (value) => typeof value === 'function',
  isNull: (value) => value === null,
  isNullOrUndefined: (value) => value === null || value === undefined,
  isNumber: (value) => typeof value === 'number',
  isObject: (value) => value !== null && typeof value === 'object',
  isPrimitive: (value) => value === null || (typeof value !== 'object' && typeof value !== 'function'),
  isRegExp: (value) => Object.prototype.toString.call(value) === '[object RegExp]',
  isString: (value) => typeof value === 'string',
  isSymbol: (value) => typeof value === 'symbol',
  isUndefined: (value) => value === undefined,
};

/**
 * Puts the missing functions into `target`: the object that `require('util')` gives, which CommonJS packages share.
 * Must run before tfjs-node is imported. What is there already is left alone.
 *
 * @returns the names that were put back; none on Node 20 and 22.
 */
export function repairUtil(target: Record<string, unknown> = createRequire(import.meta.url)('node:util')): string[] {
  const missing = Object.keys(removed).filter((name) => typeof target[name] !== 'function');
  for (const name of missing) Object.defineProperty(target, name, { value: removed[name], configurable: true, writable: true, enumerable: false });
  return missing;
}
