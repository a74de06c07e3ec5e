// Small checks of data read from disk. Each says where the value stands and what it should have been.
import { retortError } from '@retort/kernel';

/** A value and where it stands: `run/summary.json: participants[0].name`. */
export interface Found {
  readonly file: string;
  readonly path: string;
  readonly value: unknown;
}

export function damaged({ file, path, value }: Found, expected: string): Error {
  const text = JSON.stringify(value) ?? 'nothing';
  const received = text.length > 80 ? `${text.slice(0, 80)}...` : text;
  return retortError('KD_E_REPORT_DAMAGED', { what: path === '' ? 'the file' : path, expected, received, where: file });
}

export function asMap(found: Found): Readonly<Record<string, unknown>> {
  if (typeof found.value !== 'object' || found.value === null || Array.isArray(found.value)) throw damaged(found, 'an object');
  return found.value as Readonly<Record<string, unknown>>;
}

/** A key of an object that must be one. */
export function field(found: Found, key: string): Found {
  const map = asMap(found);
  return { file: found.file, path: found.path === '' ? key : `${found.path}.${key}`, value: Object.hasOwn(map, key) ? map[key] : undefined };
}

export function asList(found: Found, length?: number): readonly Found[] {
  if (!Array.isArray(found.value) || (length !== undefined && found.value.length !== length))
    throw damaged(found, length === undefined ? 'a list' : `a list of ${length}`);
  return found.value.map((value, index) => ({ file: found.file, path: `${found.path}[${index}]`, value }));
}

export function asText(found: Found): string {
  if (typeof found.value !== 'string') throw damaged(found, 'a text');
  return found.value;
}

export function asNumber(found: Found): number {
  if (typeof found.value !== 'number' || !Number.isFinite(found.value)) throw damaged(found, 'a number');
  return found.value;
}

const words: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  [null, Number.NaN],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/** A number, or a word that stands for one that JSON cannot write. */
export function asAnyNumber(found: Found): number {
  return words.get(found.value) ?? asNumber(found);
}

export function asNumbers(found: Found): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.keys(asMap(found)).map((key) => [key, asAnyNumber(field(found, key))]));
}

export function asCount(found: Found): number {
  if (!Number.isSafeInteger(found.value) || (found.value as number) < 0) throw damaged(found, 'a whole number from 0');
  return found.value as number;
}
