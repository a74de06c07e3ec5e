// safetensors against bytes of the reference library (safetensors 0.8.0, Python) and against every kind of bad file.
import { RetortError } from '@retort/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors } from './decode-safetensors.ts';
import { encodeSafetensors } from './encode-safetensors.ts';
import type { HostTensor } from './host-tensor.ts';

// safetensors.numpy.save of the tensors below with metadata {'format': 'retort'}, base64.
const GOLDEN =
  'sAIAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJyZXRvcnQifSwiZW1wdHkiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzAsNF0sImRhdGFfb2Zmc2V0cyI6WzAsMF19LCJz' +
  'Y2FsYXIiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6W10sImRhdGFfb2Zmc2V0cyI6WzAsNF19LCJ3L2tlcm5lbCI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiwzXSwiZGF0YV9vZmZz' +
  'ZXRzIjpbNCwyOF19LCLvv64iOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzFdLCJkYXRhX29mZnNldHMiOlsyOCwzMl19LCLwn5iAIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsxXSwi' +
  'ZGF0YV9vZmZzZXRzIjpbMzIsMzZdfSwiX19wcm90b19fIjp7ImR0eXBlIjoiSTMyIiwic2hhcGUiOlsxXSwiZGF0YV9vZmZzZXRzIjpbMzYsNDBdfSwiYSI6eyJkdHlwZSI6IkkzMiIs' +
  'InNoYXBlIjpbMV0sImRhdGFfb2Zmc2V0cyI6WzQwLDQ0XX0sInFcIlxcXG5cdTAwMDfDqSI6eyJkdHlwZSI6IkkzMiIsInNoYXBlIjpbMV0sImRhdGFfb2Zmc2V0cyI6WzQ0LDQ4XX0s' +
  'InN0ZXBzIjp7ImR0eXBlIjoiSTMyIiwic2hhcGUiOlsyXSwiZGF0YV9vZmZzZXRzIjpbNDgsNTZdfSwiWiI6eyJkdHlwZSI6IkJPT0wiLCJzaGFwZSI6WzFdLCJkYXRhX29mZnNldHMi' +
  'Ols1Niw1N119LCJiIjp7ImR0eXBlIjoiQk9PTCIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzU3LDYwXX19AABgQAAAIMAAAMC/AAAAvwAAAD8AAMA/AAAgQAAAAEAAAMA/AQAA' +
  'AAcAAAAJAAAA/////////38AAQAB';

const f = (shape: readonly number[], ...data: number[]): HostTensor => ({ dtype: 'float32', shape, data: new Float32Array(data) });
const i = (shape: readonly number[], ...data: number[]): HostTensor => ({ dtype: 'int32', shape, data: new Int32Array(data) });
const b = (shape: readonly number[], ...data: number[]): HostTensor => ({ dtype: 'bool', shape, data: new Uint8Array(data) });

const TENSORS: Record<string, HostTensor> = Object.fromEntries([
  ['b', b([3], 1, 0, 1)],
  ['w/kernel', f([2, 3], -2.5, -1.5, -0.5, 0.5, 1.5, 2.5)],
  ['steps', i([2], -1, 2 ** 31 - 1)],
  ['scalar', f([], 3.5)],
  ['empty', f([0, 4])],
  ['\u{1F600}', f([1], 1.5)],
  ['a', i([1], 7)],
  ['\uffee', f([1], 2)],
  ['__proto__', i([1], 1)],
  ['q"\\\n\u0007é', i([1], 9)],
  ['Z', b([1], 0)],
]);

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** A file from a header's text (or object) and data. */
function file(header: string | object, data: readonly number[] | Uint8Array = [], length?: bigint): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

const entry = (dtype: string, shape: unknown, begin: unknown, end: unknown) => ({ dtype, shape, data_offsets: [begin, end] });

describe('the reference library', () => {
  it('writes the same bytes', () => {
    expect(encodeSafetensors(TENSORS, { format: 'retort' })).toEqual(fromBase64(GOLDEN));
  });

  it('is read', () => {
    const { tensors, metadata } = decodeSafetensors(fromBase64(GOLDEN));
    expect(Object.entries(tensors).sort()).toEqual(Object.entries(TENSORS).sort());
    expect({ ...metadata }).toEqual({ format: 'retort' });
  });

  it('writes no tensors as an empty, padded header', () => {
    expect(encodeSafetensors({})).toEqual(new Uint8Array([8, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20]));
    expect(Object.keys(decodeSafetensors(encodeSafetensors({})).tensors)).toEqual([]);
  });
});

describe('encodeSafetensors', () => {
  it('gives the same bytes whatever the order of the names', () => {
    const reversed = Object.fromEntries(Object.entries(TENSORS).reverse());
    expect(encodeSafetensors(reversed, { b: '1', a: '2' })).toEqual(encodeSafetensors(TENSORS, { a: '2', b: '1' }));
  });

  it('writes views at their own offset', () => {
    const data = new Float32Array([0, 1, 2, 3]).subarray(1, 3);
    expect(decodeSafetensors(encodeSafetensors({ x: { dtype: 'float32', shape: [2], data } })).tensors.x).toEqual(f([2], 1, 2));
  });

  it.each<[string, Record<string, HostTensor>, Record<string, string>]>([
    ['a shape that does not meet its data', { x: f([2, 2], 1, 2, 3) }, {}],
    ['a fractional size', { x: f([1.5], 1) }, {}],
    ['a negative size', { x: f([-1, -1], 1) }, {}],
    ['another array', { x: { dtype: 'float32', shape: [1], data: new Float64Array(1) as unknown as Float32Array } }, {}],
    ['another dtype', { x: { dtype: 'float16' as 'float32', shape: [0], data: new Float32Array(0) } }, {}],
    ['a bool of 2', { x: b([2], 1, 2) }, {}],
    ['the reserved name', { __metadata__: f([], 1) }, {}],
    ['a lone surrogate', { '\ud800': f([], 1) }, {}],
    ['metadata that is no string', {}, { step: 1 as unknown as string }],
  ])('refuses %s', (_, tensors, metadata) => {
    expect(() => encodeSafetensors(tensors, metadata)).toThrow('KD_E_FILES_SAFETENSORS');
  });

  it('is read back exactly, bits of NaN included', () => {
    const data = (array: Uint8Array) => array.slice(0, array.length - (array.length % 4)).buffer;
    const tensor = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((raw): HostTensor => ({ dtype: 'float32', shape: [Math.floor(raw.length / 4)], data: new Float32Array(data(raw)) })),
      fc
        .uint8Array({ maxLength: 40 })
        .map((raw): HostTensor => ({ dtype: 'int32', shape: [1, Math.floor(raw.length / 4), 1], data: new Int32Array(data(raw)) })),
      fc.array(fc.nat(1), { maxLength: 9 }).map((raw) => b([raw.length], ...raw)),
    );
    const wellFormed = fc.string({ unit: 'grapheme', maxLength: 12 });
    fc.assert(
      fc.property(fc.dictionary(wellFormed, tensor, { maxKeys: 6 }), fc.dictionary(wellFormed, wellFormed, { maxKeys: 3 }), (tensors, metadata) => {
        const bytes = encodeSafetensors(tensors, metadata);
        const decoded = decodeSafetensors(bytes);
        expect(encodeSafetensors(decoded.tensors, decoded.metadata)).toEqual(bytes);
        expect(Object.keys(decoded.tensors).sort()).toEqual(Object.keys(tensors).sort());
        for (const [name, { dtype, shape }] of Object.entries(tensors)) expect(decoded.tensors[name]).toMatchObject({ dtype, shape });
      }),
      { numRuns: 1000, seed: 1 },
    );
  });
});

describe('decodeSafetensors', () => {
  const one = entry('F32', [1], 0, 4);

  it('reads a file whose header is not padded and whose tensors are not aligned', () => {
    const bytes = file({ a: entry('BOOL', [1], 0, 1), b: entry('F32', [1], 1, 5) }, [1, 0, 0, 0x80, 0x3f]);
    expect({ ...decodeSafetensors(bytes).tensors }).toEqual({ a: b([1], 1), b: f([1], 1) });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect({ ...decodeSafetensors(shifted.subarray(3)).tensors }).toEqual({ a: b([1], 1), b: f([1], 1) });
  });

  it('reads entries in any order of the header', () => {
    const bytes = file({ b: entry('BOOL', [1], 1, 2), a: entry('BOOL', [1], 0, 1) }, [1, 0]);
    expect({ ...decodeSafetensors(bytes).tensors }).toEqual({ a: b([1], 1), b: b([1], 0) });
  });

  it('copies: the file may be changed afterwards', () => {
    const bytes = file({ a: one }, [0, 0, 0x80, 0x3f]);
    const { tensors } = decodeSafetensors(bytes);
    bytes.fill(0);
    expect(tensors.a).toEqual(f([1], 1));
  });

  it.each(Object.getOwnPropertyNames(Object.prototype))('finds %s only where the file has it', (name) => {
    expect(decodeSafetensors(file({})).tensors[name]).toBeUndefined();
    expect(decodeSafetensors(file({})).metadata[name]).toBeUndefined();
    const { tensors } = decodeSafetensors(file(`{${JSON.stringify(name)}:${JSON.stringify(one)}}`, [0, 0, 0, 0]));
    expect(tensors[name]).toEqual(f([1], 0));
    expect(Object.getPrototypeOf(tensors)).toBeNull();
    expect(Object.getPrototypeOf({ ...tensors })).toBe(Object.prototype);
  });

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'at least 8 bytes'],
    ['seven bytes', new Uint8Array(7), 'at least 8 bytes'],
    ['no header', new Uint8Array(8), 'starts with "{"'],
    ['a header longer than the file', file('{}', [], 100n), 'truncated'],
    ['a header of 2^64 - 1 bytes', file('{}', [], 2n ** 64n - 1n), '18446744073709551615'],
    ['a header above the cap', file('{}', [], 16n * 1024n * 1024n + 1n), 'at most 16777216'],
    ['a header that is not JSON', file('{"a":'), 'KD_E'],
    ['a list', file('[]'), 'starts with "{"'],
    ['a space in front', file(' {}'), 'starts with "{"'],
    ['a byte order mark', file('\uFEFF{}'), 'starts with "{"'],
    ['bytes that are not UTF-8', file(new TextDecoder('latin1').decode(new Uint8Array([0x7b]))).map((byte, at) => (at === 8 ? 0xff : byte)), 'UTF-8'],
    ['a name twice', file(`{"a":${JSON.stringify(one)},"a":${JSON.stringify(one)}}`, [0, 0, 0, 0]), 'the key "a" twice'],
    ['a name twice, escaped', file(`{"a":${JSON.stringify(one)},"\\u0061":${JSON.stringify(one)}}`, [0, 0, 0, 0]), 'the key "a" twice'],
    ['a field twice', file('{"a":{"dtype":"F32","dtype":"I32","shape":[1],"data_offsets":[0,4]}}', [0, 0, 0, 0]), 'the key "dtype" twice'],
    ['metadata twice', file('{"__metadata__":{},"__metadata__":{}}'), 'twice'],
    ['a metadata key twice', file('{"__metadata__":{"a":"1","a":"2"}}'), 'twice'],
    ['a hole in front', file({ a: entry('F32', [1], 4, 8) }, new Uint8Array(8)), 'a hole'],
    ['a hole between', file({ a: one, b: entry('F32', [1], 8, 12) }, new Uint8Array(12)), 'a hole'],
    ['a rest behind', file({ a: one }, new Uint8Array(5)), 'Received 5 bytes'],
    ['a rest behind no tensors', file({}, [1]), 'Received 1 bytes'],
    ['too little data', file({ a: one }, new Uint8Array(3)), 'Received 3 bytes'],
    ['an overlap', file({ a: entry('F32', [2], 0, 8), b: entry('F32', [1], 4, 8) }, new Uint8Array(8)), 'an overlap'],
    ['the same bytes twice', file({ a: one, b: one }, new Uint8Array(4)), 'an overlap'],
    ['an empty tensor inside another', file({ a: entry('F32', [2], 0, 8), b: entry('F32', [0], 4, 4) }, new Uint8Array(8)), 'an overlap'],
    ['offsets in the wrong order', file({ a: entry('F32', [1], 4, 0) }, new Uint8Array(4)), '4 to 0'],
    ['offsets beyond the file', file({ a: entry('F32', [1e9], 0, 4e9) }, new Uint8Array(4)), 'Received 4 bytes'],
    ['offsets that do not meet the shape', file({ a: entry('F32', [2], 0, 4) }, new Uint8Array(4)), '8 bytes'],
    ['a product above 2^53', file({ a: entry('BOOL', [2 ** 30, 2 ** 30], 0, 0) }), 'below 2^53'],
    ['a product that wraps to nothing in 64 bits', file({ a: entry('BOOL', [4294967296, 4294967296], 0, 0) }), 'below 2^53'],
    ['a size above 2^53', file('{"a":{"dtype":"BOOL","shape":[9007199254740993],"data_offsets":[0,0]}}'), 'below 2^53'],
    ['a huge size behind a zero', file('{"a":{"dtype":"BOOL","shape":[0,99999999999999999999],"data_offsets":[0,0]}}'), 'below 2^53'],
    ['a negative size', file({ a: entry('F32', [-1], 0, 4) }, new Uint8Array(4)), 'plain digits'],
    ['a fractional size', file('{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}', new Uint8Array(4)), 'plain digits'],
    ['an exponent', file('{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}', new Uint8Array(4)), 'plain digits'],
    ['a size in words', file({ a: entry('F32', ['1'], 0, 4) }, new Uint8Array(4)), 'KD_E'],
    ['a shape that is no list', file({ a: entry('F32', 1, 0, 4) }, new Uint8Array(4)), 'the shape of tensor "a"'],
    [
      'a shape of 33 sizes',
      file(
        {
          a: entry(
            'F32',
            Array.from({ length: 33 }, () => 1),
            0,
            4,
          ),
        },
        new Uint8Array(4),
      ),
      'at most 32',
    ],
    ['a shape in a shape', file({ a: entry('F32', [[1]], 0, 4) }, new Uint8Array(4)), 'the shape of tensor "a"'],
    ['one offset', file({ a: { dtype: 'F32', shape: [1], data_offsets: [4] } }, new Uint8Array(4)), 'two whole numbers'],
    ['three offsets', file({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4, 8] } }, new Uint8Array(4)), 'two whole numbers'],
    ['an offset in words', file({ a: entry('F32', [1], '0', 4) }, new Uint8Array(4)), 'two whole numbers'],
    ['no offsets', file({ a: { dtype: 'F32', shape: [1] } }, new Uint8Array(4)), 'Expected data_offsets, dtype, shape'],
    ['a field too many', file({ a: { ...one, code: 'x' } }, new Uint8Array(4)), 'code, data_offsets'],
    ['an entry that is no object', file({ a: [] }), 'an object'],
    ['an entry that is text', file({ a: 'x' }), 'an object'],
    ['an unknown dtype', file({ a: entry('F16', [2], 0, 4) }, new Uint8Array(4)), 'F32, I32, BOOL'],
    ['int64', file({ a: entry('I64', [1], 0, 8) }, new Uint8Array(8)), 'F32, I32, BOOL'],
    ['uint8', file({ a: entry('U8', [1], 0, 1) }, new Uint8Array(1)), 'F32, I32, BOOL'],
    ['a dtype named after a property', file({ a: entry('constructor', [1], 0, 4) }, new Uint8Array(4)), 'F32, I32, BOOL'],
    ['a dtype in small letters', file({ a: entry('f32', [1], 0, 4) }, new Uint8Array(4)), 'F32, I32, BOOL'],
    ['a bool of 2', file({ a: entry('BOOL', [2], 0, 2) }, [1, 2]), 'bytes 0 and 1'],
    ['metadata that is a list', file('{"__metadata__":["a"]}'), '__metadata__'],
    ['metadata that is nothing', file('{"__metadata__":null}'), 'KD_E'],
    ['metadata with a number', file('{"__metadata__":{"a":1}}'), '"a" of __metadata__'],
    ['metadata with an object', file('{"__metadata__":{"a":{"b":"c"}}}'), '"a" of __metadata__'],
    ['a lone surrogate in a name', file(`{"\\ud800":${JSON.stringify(one)}}`, new Uint8Array(4)), 'surrogate'],
    ['great depth', file(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`), '4 levels'],
    ['JSON behind JSON', file('{}{}'), 'KD_E'],
  ])('refuses %s', (_, bytes, reason) => {
    expect(() => decodeSafetensors(bytes)).toThrow('KD_E_FILES_SAFETENSORS');
    expect(() => decodeSafetensors(bytes)).toThrow(reason);
  });

  it('refuses 100,000 entries in time that grows with the file, not with its square', () => {
    const header = `{${Array.from({ length: 100_000 }, (_, index) => `"t${index}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`).join()}}`;
    const start = performance.now();
    expect(() => decodeSafetensors(file(header))).toThrow('at most 50000 tensors');
    // About 0.2 s alone on a machine; a square would take minutes.
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('throws coded errors only, whatever the bytes', () => {
    const valid = fromBase64(GOLDEN);
    const edits = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }).map((changes) => {
      const copy = valid.slice();
      for (const [at, byte] of changes) copy[at] = byte;
      return copy;
    });
    const cuts = fc.tuple(fc.nat(valid.length), fc.nat(valid.length)).map(([from, to]) => valid.slice(Math.min(from, to), Math.max(from, to)));
    const size = fc.oneof(fc.nat(5), fc.maxSafeNat(), fc.constantFrom(-1, 0.5, 2 ** 31, 2 ** 32, 2 ** 53));
    const offsets = fc.array(size, { maxLength: 3 });
    const structured = fc
      .tuple(
        fc.dictionary(
          fc.oneof(fc.string(), fc.constantFrom('__metadata__', '__proto__', 'constructor')),
          fc.oneof(
            fc.record({ dtype: fc.constantFrom('F32', 'I32', 'BOOL', 'F16'), shape: fc.array(size, { maxLength: 4 }), data_offsets: offsets }),
            fc.jsonValue({ maxDepth: 3 }),
          ),
          { maxKeys: 4 },
        ),
        fc.uint8Array({ maxLength: 40 }),
      )
      .map(([header, data]) => file(header, data));
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(edits, cuts, structured, fc.uint8Array({ maxLength: 100 })), (bytes) => {
        try {
          const { tensors } = decodeSafetensors(bytes);
          accepted += 1;
          const held = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
          expect(held).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          if (!RetortError.is(error, 'KD_E_FILES_SAFETENSORS')) throw error;
        }
      }),
      { numRuns: 30_000, seed: 2 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
