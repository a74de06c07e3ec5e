// Bytes by the encoding's specification (protobuf.dev, "Encoding"), written out by hand.
import { expect, test } from 'vitest';
import { savedModel } from './graph.ts';
import { ProtobufMessage } from './protobuf.ts';

const hex = (message: ProtobufMessage): string => Buffer.from(message.encode()).toString('hex');

test('the examples of the specification', () => {
  expect(hex(new ProtobufMessage().integer(1, 150))).toBe('089601');
  expect(hex(new ProtobufMessage().bytes(2, 'testing'))).toBe('120774657374696e67');
  expect(hex(new ProtobufMessage().message(3, new ProtobufMessage().integer(1, 150)))).toBe('1a03089601');
});

test('negative integers take ten bytes; 0 and false are written; floats are little-endian', () => {
  expect(hex(new ProtobufMessage().integer(1, -2))).toBe('08feffffffffffffffff01');
  expect(hex(new ProtobufMessage().integer(1, 0).integer(2, false))).toBe('08001000');
  expect(hex(new ProtobufMessage().float(4, 1))).toBe('250000803f');
  expect(hex(new ProtobufMessage().integer(16, 1))).toBe('800101');
});

test('an entry of a map is a message of key and value', () => {
  expect(hex(new ProtobufMessage().entry(5, 'T', new ProtobufMessage().integer(6, 1)))).toBe('2a070a015412023001');
});

test('a uniform constant takes one value, another one all its bytes', () => {
  const size = (values: Float32Array) =>
    savedModel([{ name: 'c', op: 'Const', inputs: [], attributes: { value: { constant: { dtype: 'float32', shape: [values.length], values } } } }]).length;
  const fixed = size(Float32Array.of(7));
  expect(size(new Float32Array(1000).fill(7)) - fixed).toBeLessThan(10);
  expect(size(Float32Array.from({ length: 1000 }, (_, at) => at)) - fixed).toBeGreaterThan(3990);
  // 0 and -0 are two values: their signs must survive.
  expect(size(Float32Array.of(0, -0))).toBeGreaterThan(size(Float32Array.of(0, 0)));
});
