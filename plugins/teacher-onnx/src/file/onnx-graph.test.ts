// What is read of real files, what is added to them, and which files are refused.
import { describe, expect, test } from 'vitest';
import { expected, fixture } from '../../test/fixtures.ts';
import { chooseTensors } from './choose-tensors.ts';
import { readGraph, withOutputs } from './onnx-graph.ts';
import { writeField } from './wire.ts';

const tiny = await fixture('tiny.onnx');
const softmax = readGraph(await fixture('softmax.onnx'));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test('inputs, outputs, nodes and numbers of a file that PyTorch wrote', () => {
  const graph = readGraph(tiny);
  expect(graph).toMatchObject({ inputs: ['image'], outputs: ['logits'] });
  expect(graph.nodes.map(({ kind }) => kind)).toEqual(['Conv', 'Relu', 'MaxPool', 'Flatten', 'Gemm', 'Tanh', 'Gemm']);
  expect(graph.nodes[1]).toEqual({ kind: 'Relu', inputs: ['/conv/Conv_output_0'], outputs: ['/relu/Relu_output_0'] });
  // The export folds the 4 scales and 4 offsets of batch norm into the convolution.
  expect(graph.parameters).toBe(expected.parameters - 8);
});

test('an inner tensor becomes an output, and all else stays as it was', () => {
  const changed = withOutputs(tiny, ['/relu/Relu_output_0', '/tanh/Tanh_output_0']);
  expect(readGraph(changed)).toEqual({ ...readGraph(tiny), outputs: ['logits', '/relu/Relu_output_0', '/tanh/Tanh_output_0'] });
  expect(changed.length).toBeGreaterThan(tiny.length);
  expect(withOutputs(tiny, [])).toBe(tiny);
});

test.each([
  ['what is no protocol buffer', utf8('this is not a model')],
  ['an empty file', new Uint8Array(0)],
  ['the half of a file', tiny.subarray(0, tiny.length >> 1)],
  ['two graphs', Uint8Array.from([...tiny, ...writeField(7, new Uint8Array(0))])],
  // An initializer (5) of a graph (7) whose data_location (14) is 1, external.
  ['weights in another file', writeField(7, writeField(5, Uint8Array.from([...writeField(8, utf8('w')), 0x70, 0x01])))],
  ['a reference to another file', writeField(7, writeField(5, writeField(13, utf8('../../etc/passwd'))))],
])('refuses %s', (_, bytes) => {
  expect(() => readGraph(bytes)).toThrow('KD_E_ONNX_FILE');
});

describe('tensors', () => {
  const wishes = { softmax: 'none', taps: {} } as const;

  test('the only input and output, and the tensors of taps that are no outputs yet', () => {
    const taps = { maps: '/relu/Relu_output_0', again: '/relu/Relu_output_0', all: 'logits' };
    expect(chooseTensors(readGraph(tiny), { ...wishes, taps })).toEqual({ input: 'image', logits: 'logits', inner: ['/relu/Relu_output_0'] });
    expect(chooseTensors(readGraph(tiny), { ...wishes, logits: '/hidden/Gemm_output_0' }).logits).toBe('/hidden/Gemm_output_0');
  });

  test('names that are not there get the nearest', () => {
    const graph = readGraph(tiny);
    expect(() => chooseTensors(graph, { ...wishes, input: 'imag' })).toThrow(/"image".*KD_E_ONNX_NAME/);
    expect(() => chooseTensors(graph, { ...wishes, logits: 'logit' })).toThrow(/"logits".*KD_E_ONNX_NAME/);
    expect(() => chooseTensors(graph, { ...wishes, taps: { maps: '/relu/Relu_output' } })).toThrow(/tap "maps".*"\/relu\/Relu_output_0".*KD_E_ONNX_NAME/);
    expect(() => chooseTensors({ ...graph, outputs: ['a', 'b'] }, wishes)).toThrow(/one of "a", "b".*KD_E_ONNX_NAME/);
    expect(() => chooseTensors({ ...graph, inputs: [] }, wishes)).toThrow('KD_E_ONNX_NAME');
  });

  test('probabilities are not taken for logits, also behind nodes that change nothing', () => {
    expect(() => chooseTensors(softmax, wishes)).toThrow(/probabilities.*softmax: remove.*KD_E_ONNX_OUTPUT/);
    expect(chooseTensors(softmax, { ...wishes, softmax: 'remove' }).logits).toBe('/inner/head/Gemm_output_0');
    const renamed = { ...softmax, outputs: ['out'], nodes: [...softmax.nodes, { kind: 'Identity', inputs: ['logits'], outputs: ['out'] }] };
    expect(() => chooseTensors(renamed, wishes)).toThrow('KD_E_ONNX_OUTPUT');
    expect(chooseTensors(renamed, { ...wishes, softmax: 'remove' }).logits).toBe('/inner/head/Gemm_output_0');
    expect(() => chooseTensors(readGraph(tiny), { ...wishes, softmax: 'remove' })).toThrow(/a Softmax to remove.*Gemm.*KD_E_ONNX_OUTPUT/);
  });
});
