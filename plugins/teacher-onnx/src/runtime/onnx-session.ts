// What is asked of a runtime of ONNX files. One is onnxruntime-node in threads of its own (worker-session.ts).
import type { Shape } from '@retort/kernel';

export interface OnnxTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

export interface OnnxInput {
  readonly name: string;
  /** Given away: the array and its buffer are the session's from the call on. */
  readonly values: Float32Array<ArrayBuffer>;
  readonly dims: Shape;
}

export interface OnnxSession {
  readonly inputMetadata: readonly {
    readonly name: string;
    readonly isTensor: boolean;
    readonly type?: string;
    readonly shape?: readonly (number | string)[];
  }[];
  /** The named tensors, the caller's own. Runs that are asked for while one is under way follow it. */
  run(input: OnnxInput, tensors: readonly string[]): Promise<Readonly<Record<string, OnnxTensor>>>;
  /** Once all runs are over. */
  release(): Promise<void>;
}

export interface OnnxRuntime {
  /** @param options - the session options of onnxruntime-node. */
  open(file: Uint8Array, options: object): Promise<OnnxSession>;
}
