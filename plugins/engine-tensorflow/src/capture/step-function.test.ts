// A function of the library around recorded nodes: what goes in, what comes out, and how its nodes name one another.
import { expect, test } from 'vitest';
import type { GraphDataType, GraphNode } from './graph.ts';
import { stepFunction } from './step-function.ts';

const node = (name: string, op: string, inputs: readonly string[] = [], attributes: GraphNode['attributes'] = {}): GraphNode => ({
  name,
  op,
  inputs,
  attributes,
});
const constant = (name: string, count: number): GraphNode =>
  node(name, 'Const', [], { value: { constant: { dtype: 'float32', shape: [count], values: new Float32Array(count) } } });
const types: Readonly<Record<string, GraphDataType>> = { feed_0: 'int32', read_1: 'float32', n3: 'float32', 'n4:1': 'int32' };
const typeOf = (ref: string): GraphDataType => types[ref]!;

const nodes = [
  constant('n0', 1000),
  constant('n1', 2),
  node('n2', 'Unpack', ['n1']),
  node('n3', 'Mul', ['n2:1', 'n0']),
  node('n4', 'TopKV2', ['read_1', 'feed_0']),
  node('n5', 'Add', ['n3', 'n3']),
];

test('takes what its ends are made of; is given feeds, variables and large constants', () => {
  const { definition, call, constants } = stepFunction('way', nodes, ['n3', 'n4:1'], typeOf);
  expect(definition.nodes.map(({ name }) => name)).toEqual(['n1', 'n2', 'n3', 'n4']);
  expect(definition.inputs).toEqual([
    { name: 'n0', dtype: 'float32' },
    { name: 'read_1', dtype: 'float32' },
    { name: 'feed_0', dtype: 'int32' },
  ]);
  expect(constants.map(({ name }) => name)).toEqual(['n0']);
  expect(call).toMatchObject({ name: 'way', op: 'PartitionedCall', inputs: ['n0', 'read_1', 'feed_0'] });
  expect(call.attributes).toMatchObject({ Tin: { types: ['float32', 'float32', 'int32'] }, Tout: { types: ['float32', 'int32'] } });
});

test("within, results are named as the library names them: a list's by place, others each by its own name", () => {
  const { definition } = stepFunction('way', nodes, ['n3', 'n4:1'], typeOf);
  expect(definition.nodes.map(({ inputs }) => inputs)).toEqual([[], ['n1:output:0'], ['n2:output:1', 'n0'], ['read_1', 'feed_0']]);
  expect(definition.outputs.map(({ from }) => from)).toEqual(['n3:z:0', 'n4:indices:0']);
});

test('outside, its results are those of the call; what it was given is where it was', () => {
  const { refOf, definition } = stepFunction('way', nodes, ['n3', 'read_1', 'n0', 'n4:1', 'n3'], typeOf);
  expect(['n3', 'read_1', 'n0', 'n4:1'].map(refOf)).toEqual(['way:0', 'read_1', 'n0', 'way:1']);
  expect(definition.outputs).toHaveLength(2);
});

test('its configuration is the message that switches every rewriting off', () => {
  const { call } = stepFunction('way', nodes, ['n3'], typeOf);
  // ConfigProto: graph_options = 10, rewrite_options = 10, disable_meta_optimizer = 19.
  const bytes = (call.attributes.config_proto as { readonly text: Uint8Array }).text;
  expect([...bytes]).toEqual([(10 << 3) | 2, 5, (10 << 3) | 2, 3, ((19 << 3) & 127) | 128, (19 << 3) >> 7, 1]);
});
