// The header of a safetensors file, fully checked before any of its numbers is used. Holds no tensor data.
import { RetortError } from '@retort/kernel';
import { decodeText } from '../decode-text.ts';
import { type JsonObject, type JsonValue, parseJson } from '../strict-json.ts';
import { elementsOf, FORMAT_NAMES, type HostDataType, invalidTensors } from './host-tensor.ts';

export interface TensorEntry {
  readonly name: string;
  readonly dtype: HostDataType;
  readonly shape: readonly number[];
  /** Bytes from the start of the data part. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  /** In the order of their data. */
  readonly entries: readonly TensorEntry[];
  readonly metadata: ReadonlyMap<string, string>;
  /** Where the data part starts in the file. */
  readonly dataStart: number;
}

export const METADATA = '__metadata__';
/** The length of the header, in front of it. */
export const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 16 * 1024 * 1024;
const MAX_ENTRIES = 50_000;
const MAX_RANK = 32;
const FIELDS = ['data_offsets', 'dtype', 'shape'];
const DTYPES: ReadonlyMap<string, HostDataType> = new Map([...FORMAT_NAMES].map(([dtype, { name }]) => [name, dtype]));

/** Throws `KD_E_FILES_SAFETENSORS`. Allocates nothing that the bytes at hand do not pay for. */
export function readHeader(bytes: Uint8Array): Header {
  const dataStart = LENGTH_BYTES + headerLength(bytes);
  const object = parseHeader(bytes.subarray(LENGTH_BYTES, dataStart));
  const names = Object.keys(object).filter((name) => name !== METADATA);
  if (names.length > MAX_ENTRIES) throw invalidTensors('the header', `at most ${MAX_ENTRIES} tensors`, `${names.length}`);
  const entries = names.map((name) => entryOf(name, object[name] as JsonValue)).sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkLayout(entries, bytes.length - dataStart);
  return { entries, metadata: metadataOf(Object.hasOwn(object, METADATA) ? object[METADATA] : undefined), dataStart };
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) throw invalidTensors('the file', `at least ${LENGTH_BYTES} bytes`, `${bytes.length}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) throw invalidTensors('the length of the header', `at most ${MAX_HEADER_BYTES} bytes`, `${length}`);
  if (Number(length) > bytes.length - LENGTH_BYTES) {
    throw invalidTensors('the header', `${length} bytes, as the file says`, `${bytes.length - LENGTH_BYTES} bytes: the file is truncated`);
  }
  return Number(length);
}

function parseHeader(bytes: Uint8Array): JsonObject {
  const text = decodeText(bytes);
  if (text === undefined) throw invalidTensors('the header', 'UTF-8 text', 'other bytes');
  if (!text.startsWith('{')) throw invalidTensors('the header', 'JSON that starts with "{"', JSON.stringify(text.slice(0, 10)));
  try {
    // A name may be __proto__: nothing below copies a name into an ordinary object.
    return parseJson(text, 'the header', { depth: 4, digitsOnly: true, protoKeys: true }) as JsonObject;
  } catch (error) {
    if (!RetortError.is(error, 'KD_E_FILES_JSON')) throw error;
    throw invalidTensors('the header', 'JSON with unique names, of at most 4 levels', error.detail.received ?? 'other text');
  }
}

function metadataOf(value: JsonValue | undefined): ReadonlyMap<string, string> {
  if (value === undefined) return new Map();
  if (!isObject(value)) throw invalidTensors(METADATA, 'an object', 'another value');
  const entries = Object.entries(value).map(([key, item]): [string, string] => {
    if (typeof item !== 'string') throw invalidTensors(`${JSON.stringify(key)} of ${METADATA}`, 'a string', `a ${typeof item}`);
    return [key, item];
  });
  return new Map(entries);
}

function entryOf(name: string, value: JsonValue): TensorEntry {
  const what = (field: string): string => `the ${field} of tensor ${JSON.stringify(name)}`;
  if (!isObject(value)) throw invalidTensors(what('entry'), 'an object', 'another value');
  const fields = Object.keys(value).sort();
  if (fields.join() !== FIELDS.join()) throw invalidTensors(what('fields'), FIELDS.join(', '), fields.join(', ') || 'none');
  const { dtype: format, shape, data_offsets: offsets } = value as { [key: string]: JsonValue };
  const dtype = typeof format === 'string' ? DTYPES.get(format) : undefined;
  if (dtype === undefined) throw invalidTensors(what('dtype'), [...DTYPES.keys()].join(', '), JSON.stringify(format));
  if (!Array.isArray(shape) || shape.length > MAX_RANK) throw invalidTensors(what('shape'), `at most ${MAX_RANK} sizes`, brief(shape));
  const elements = elementsOf(shape);
  if (elements === undefined) throw invalidTensors(what('shape'), 'whole numbers whose product is below 2^53', brief(shape));
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isOffset)) {
    throw invalidTensors(what('data_offsets'), 'two whole numbers', brief(offsets));
  }
  const [begin, end] = offsets as unknown as [number, number];
  const size = elements * (FORMAT_NAMES.get(dtype)?.bytes as number);
  if (end - begin !== size) throw invalidTensors(what('data_offsets'), `${size} bytes, as its shape says`, `${begin} to ${end}`);
  return { name, dtype, shape: shape as readonly number[], begin, end };
}

/** One after the other, from the first byte of the data to the last: no overlap, no hole, nothing behind. */
function checkLayout(entries: readonly TensorEntry[], dataBytes: number): void {
  let at = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== at)
      throw invalidTensors(`the data of tensor ${JSON.stringify(name)}`, `a start at byte ${at}`, `${begin}: ${begin < at ? 'an overlap' : 'a hole'}`);
    at = end;
  }
  if (at !== dataBytes) throw invalidTensors('the data', `${at} bytes, as the header says`, `${dataBytes} bytes`);
}

function isOffset(value: JsonValue): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function brief(value: JsonValue | undefined): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 100);
}
