// The part of tfjs-node's backend that a recording listens to, and that a captured step runs through.

import type { Tensor } from '@retort/kernel';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Attribute, NativeBackend } from '../fused/native-op.ts';

export interface RecordableBackend extends Omit<NativeBackend, 'binding'> {
  readonly binding: NativeBackend['binding'] & Readonly<Record<'TF_ATTR_INT' | 'TF_ATTR_SHAPE', number>>;
  executeSingleOutput(name: string, attributes: readonly Attribute[], inputs: readonly TensorInfo[]): Tensor;
  readSync(dataId: object): Float32Array | Int32Array | Uint8Array;
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  runSavedModel(id: number, inputs: readonly Tensor[], infos: readonly { readonly name: string }[], outputs: readonly string[]): Tensor[];
  deleteSavedModel(id: number): void;
}
