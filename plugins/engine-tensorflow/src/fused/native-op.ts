// Runs one operation of the TensorFlow library through the backend of tfjs-node: what a fused kernel is made of.
import type { DataType, Tensor, TensorInfo } from '@tensorflow/tfjs-core';

/** The part of tfjs-node's backend that is used here. */
export interface NativeBackend {
  readonly binding: Readonly<Record<'TF_ATTR_TYPE' | 'TF_ATTR_FLOAT' | 'TF_ATTR_STRING' | 'TF_ATTR_BOOL' | 'TF_FLOAT', number>>;
  executeMultipleOutputs(name: string, attributes: readonly Attribute[], inputs: readonly TensorInfo[], count: number): Tensor[];
}

export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | string | boolean;
}

export interface NativeOp {
  readonly name: string;
  readonly inputs: readonly TensorInfo[];
  /** float32 for `T`, and `U` where the operation has it, stand in every call. */
  readonly attributes?: Readonly<Record<string, number | string | boolean>>;
  readonly types?: readonly string[];
  readonly outputs?: number;
}

/** The operation's results. Numbers among the attributes are floats. They belong to the surrounding scope. */
export function nativeOp(backend: NativeBackend, { name, inputs, attributes = {}, types = ['T'], outputs = 1 }: NativeOp): readonly Tensor[] {
  const { binding } = backend;
  const typed = types.map((type) => ({ name: type, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }));
  const others = Object.entries(attributes).map(([key, value]) => ({ name: key, type: attributeType(binding, value), value }));
  return backend.executeMultipleOutputs(name, [...typed, ...others], inputs, outputs);
}

function attributeType(binding: NativeBackend['binding'], value: number | string | boolean): number {
  if (typeof value === 'number') return binding.TF_ATTR_FLOAT;
  return typeof value === 'string' ? binding.TF_ATTR_STRING : binding.TF_ATTR_BOOL;
}

export const isFloat = ({ dtype }: { readonly dtype: DataType }): boolean => dtype === 'float32';
