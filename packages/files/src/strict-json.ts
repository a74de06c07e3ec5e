// JSON for data that may be hostile or damaged: duplicate keys, `__proto__`, lone surrogates and great depth are refused.
import { type RetortError, retortError } from '@retort/kernel';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export interface JsonLimits {
  /** Nested arrays and objects; 64 when absent. */
  readonly depth?: number;
  /** Whether every number must be written as plain digits. */
  readonly digitsOnly?: boolean;
  /** Whether `__proto__` may be a key: only for who copies keys safely. */
  readonly protoKeys?: boolean;
}

/** Parses. Throws `KD_E_FILES_JSON`, with `what` in front, for anything but one unambiguous value. */
export function parseJson(text: string, what: string, limits: JsonLimits = {}): JsonValue {
  const fail = (received: string): RetortError => retortError('KD_E_FILES_JSON', { what, expected: 'JSON with unique keys, of moderate depth', received });
  checkDepth(text, limits.depth ?? 64, fail);
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error));
  }
  checkTokens(text, limits, fail);
  return value;
}

/** `JSON.stringify` for what it can represent. Throws `KD_E_FILES_JSON` for NaN, undefined, functions, cycles and great depth. */
export function formatJson(value: unknown, what: string): string {
  checkValue(value, what, 0);
  return JSON.stringify(value);
}

type Fail = (received: string) => RetortError;

/** Before the parse, so that a bomb of brackets is never built. Inexact on invalid text, which the parse refuses anyway. */
function checkDepth(text: string, limit: number, fail: Fail): void {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > limit) throw fail(`more than ${limit} levels of nesting`);
  }
}

/** After the parse: the text is valid, so a walk over its tokens suffices. */
function checkTokens(text: string, limits: JsonLimits, fail: Fail): void {
  // One entry per open bracket: the keys of an object, or undefined for an array.
  const open: (Set<string> | undefined)[] = [];
  let expectsKey = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (character === '"') {
      const end = endOfString(text, at);
      const raw = text.slice(at + 1, end);
      const string = raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
      if (/\p{Surrogate}/u.test(string)) throw fail(`a lone surrogate in ${text.slice(at, end + 1)}`);
      const keys = open.at(-1);
      if (expectsKey && keys !== undefined) checkKey(string, keys, limits, fail);
      at = end;
      expectsKey = false;
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : undefined);
      expectsKey = character === '{';
    } else if (character === '}' || character === ']') {
      open.pop();
      expectsKey = false;
    } else if (character === ',') {
      expectsKey = open.at(-1) !== undefined;
    } else if (limits.digitsOnly === true && /[-+.eE]/.test(character)) {
      throw fail('a number or word that is not plain digits');
    }
  }
}

function checkKey(key: string, keys: Set<string>, limits: JsonLimits, fail: Fail): void {
  if (keys.has(key)) throw fail(`the key ${JSON.stringify(key)} twice`);
  if (key === '__proto__' && limits.protoKeys !== true) throw fail('the key "__proto__"');
  keys.add(key);
}

/** Index of the closing quote, or the last index where there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length - 1;
}

function checkValue(value: unknown, what: string, depth: number): void {
  const fail = (received: string): RetortError => retortError('KD_E_FILES_JSON', { what, expected: 'plain JSON values', received });
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    if (/\p{Surrogate}/u.test(value)) throw fail('a string with a lone surrogate');
    return;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw fail(String(value));
    return;
  }
  if (depth >= 64) throw fail('more than 64 levels of nesting, or a cycle');
  if (Array.isArray(value)) {
    for (const item of value) checkValue(item, what, depth + 1);
    return;
  }
  if (typeof value !== 'object') throw fail(typeof value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw fail(`an instance of ${String(value.constructor?.name)}`);
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') throw fail('the key "__proto__"');
    checkValue(key, what, depth);
    checkValue(item, what, depth + 1);
  }
}
