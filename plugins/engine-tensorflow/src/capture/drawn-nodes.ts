// The numbers of `uniform()` as nodes of a graph: the library's own Philox, from the same key and counter, gives the same words.
import type { GraphConstant, GraphNode } from './graph.ts';

export interface NodeWriter {
  node(op: string, inputs: readonly string[], attributes: GraphNode['attributes']): string;
  constant(value: GraphConstant): string;
}

/** The library's number of the Philox generator. */
const PHILOX = 1;

/**
 * Words of Philox4x32-10 with key `seed` and counter `(block, 0, index, 0)`; the low 23 bits of each, times 2^-23.
 *
 * @param seed - where int32 `[2]` is.
 * @returns where float32 `shape` is.
 */
export function drawnNodes({ node, constant }: NodeWriter, seed: string, shape: readonly number[], index: number): string {
  const whole = (...values: number[]): GraphConstant => ({ dtype: 'int32', shape: [values.length], values: Int32Array.from(values) });
  const one = (value: number): GraphConstant => ({ dtype: 'int32', shape: [], values: Int32Array.of(value) });
  const joined = node('Bitcast', [seed], { T: { type: 'int32' }, type: { type: 'uint64' } });
  const key = node('Reshape', [joined, constant(whole(1))], { T: { type: 'uint64' }, Tshape: { type: 'int32' } });
  const counter = constant({ dtype: 'uint64', shape: [2], values: BigUint64Array.of(0n, BigInt(index)) });
  const words = node('StatelessRandomUniformFullIntV2', [constant(whole(...shape)), key, counter, constant(one(PHILOX))], {
    dtype: { type: 'int32' },
    Tshape: { type: 'int32' },
  });
  const low = node('BitwiseAnd', [words, constant(one(0x7fffff))], { T: { type: 'int32' } });
  const numbers = node('Cast', [low], { SrcT: { type: 'int32' }, DstT: { type: 'float32' }, Truncate: { boolean: false } });
  return node('Mul', [numbers, constant({ dtype: 'float32', shape: [], values: Float32Array.of(2 ** -23) })], { T: { type: 'float32' } });
}
