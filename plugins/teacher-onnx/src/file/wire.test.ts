// The wire format, by the examples of its documentation, and on rubbish.
import { RetortError } from '@retort/kernel';
import { randomStream } from '@retort/tensor';
import { expect, test } from 'vitest';
import { fieldsOf, joined, writeField } from './wire.ts';

test('the examples of protobuf.dev/programming-guides/encoding', () => {
  expect(fieldsOf(Uint8Array.of(0x08, 0x96, 0x01))).toEqual([{ number: 1, value: 150, start: 0, end: 3 }]);
  const text = Uint8Array.of(0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67);
  expect(new TextDecoder().decode(fieldsOf(text)[0]!.value as Uint8Array)).toBe('testing');
  expect(writeField(2, new TextEncoder().encode('testing'))).toEqual(text);
});

test('what is written is read again, whatever its length and number', () => {
  const fields = [0, 1, 127, 128, 300, 20_000].map((length, place) => ({ number: 1 + 15 * place, value: new Uint8Array(length).fill(place) }));
  const message = joined(fields.map(({ number, value }) => writeField(number, value)));
  const read = fieldsOf(message);
  expect(read.map(({ number, value }) => ({ number, value }))).toEqual(fields);
  expect(read.at(-1)!.end).toBe(message.length);
});

test('fixed-width fields are bytes, and are passed over', () => {
  const message = Uint8Array.of(0x0d, 1, 2, 3, 4, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x18, 7);
  expect(fieldsOf(message).map(({ number, end }) => [number, end])).toEqual([
    [1, 5],
    [2, 14],
    [3, 16],
  ]);
});

test.each([
  ['an end within a number', [0x08, 0x96]],
  ['an end within a key', [0x88]],
  ['fewer bytes than it says', [0x12, 0x07, 0x74]],
  ['a length beyond any file', [0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
  ['a number without end', [0x08, ...Array<number>(11).fill(0x80)]],
  ['a group', [0x0b]],
])('refuses %s', (_, bytes) => {
  expect(() => fieldsOf(Uint8Array.from(bytes))).toThrow('KD_E_ONNX_FILE');
});

test('random bytes are fields or a coded error, in no time', () => {
  for (let step = 0; step < 2000; step += 1) {
    const draws = randomStream(1, 'wire').at(step);
    const bytes = Uint8Array.from({ length: 40 }, (_, index) => draws.bits(index) & 0xff);
    try {
      for (const { start, end } of fieldsOf(bytes)) if (end <= start || end > bytes.length) throw new Error(`a field from ${start} to ${end}`);
    } catch (error) {
      if (!RetortError.is(error, 'KD_E_ONNX_FILE')) throw error;
    }
  }
});
