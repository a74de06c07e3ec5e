// An ONNX file, byte by byte as the format's description has it.
import { expect, test } from 'vitest';
import { onnxModel } from './onnx-message.ts';

const text = (value: string): number[] => [value.length, ...Buffer.from(value)];
const field = (key: number, ...bytes: number[]): number[] => [key, bytes.length, ...bytes];

test('one node with a weight, an attribute, an input and an output', () => {
  const bytes = onnxModel({
    nodes: [{ op: 'Gemm', inputs: ['x', 'w'], output: 'y', int: { transB: 1 } }],
    weights: [{ name: 'w', shape: [1, 300], values: new Float32Array(300).fill(1) }],
    input: { name: 'x', shape: [1] },
    output: { name: 'y', shape: [2] },
  });
  const attribute = field(0x2a, 0x0a, ...text('transB'), 0x18, 1, 0xa0, 0x01, 2);
  const node = field(0x0a, 0x0a, ...text('x'), 0x0a, ...text('w'), 0x12, ...text('y'), 0x1a, ...text('y'), 0x22, ...text('Gemm'), ...attribute);
  // 300 is 0xac 0x02, and 1200 bytes are 0xb0 0x09.
  const ones = Array.from({ length: 300 }, () => [0, 0, 0x80, 0x3f]).flat();
  const weight = [0x08, 1, 0x08, 0xac, 0x02, 0x10, 1, 0x42, ...text('w'), 0x4a, 0xb0, 0x09, ...ones];
  const value = (name: string, size: number): number[] => {
    const shape = field(0x12, ...field(0x0a, 0x12, ...text('batch')), ...field(0x0a, 0x08, size));
    return [0x0a, ...text(name), ...field(0x12, ...field(0x0a, 0x08, 1, ...shape))];
  };
  const long = (key: number, body: readonly number[]): number[] => [key, (body.length & 127) | 128, body.length >> 7, ...body];
  const graph = [...node, 0x12, ...text('network'), ...long(0x2a, weight), ...field(0x5a, ...value('x', 1)), ...field(0x62, ...value('y', 2))];
  expect([...bytes]).toEqual([0x08, 8, ...long(0x3a, graph), ...field(0x42, 0x0a, 0, 0x10, 17)]);
});
