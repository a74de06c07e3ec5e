// A runtime of a few lines in place of onnxruntime-node: for what does not depend on what a model computes.
import type { OnnxRuntime } from '../src/runtime/onnx-session.ts';

export interface FakeModel {
  readonly shape: readonly (number | string)[];
  readonly type?: string;
  readonly input?: string;
  /** Rows to the values and sizes of the named tensor. */
  readonly say: (
    name: string,
    rows: readonly Float32Array[],
  ) => { readonly sizes: readonly number[]; readonly values: readonly number[]; readonly type?: string };
}

export interface FakeRuntime extends OnnxRuntime {
  /** Rows of each run. */
  readonly runs: number[];
  readonly options: object[];
  released: number;
}

export function fakeRuntime({ shape, type = 'float32', input = 'image', say }: FakeModel): FakeRuntime {
  const runtime: FakeRuntime = {
    runs: [],
    options: [],
    released: 0,
    async open(_, options) {
      runtime.options.push(options);
      return {
        inputMetadata: [{ name: input, isTensor: true, type, shape }],
        async run({ values, dims }, tensors) {
          // As the thread of a real session takes them.
          const data = structuredClone(values, { transfer: [values.buffer] });
          runtime.runs.push(dims[0]!);
          const width = data.length / dims[0]!;
          const rows = Array.from({ length: dims[0]! }, (_, row) => data.slice(row * width, (row + 1) * width));
          return Object.fromEntries(
            tensors.map((name) => {
              const said = say(name, rows);
              return [name, { type: said.type ?? 'float32', dims: [dims[0]!, ...said.sizes], data: Float32Array.from(said.values) }];
            }),
          );
        },
        async release() {
          runtime.released += 1;
        },
      };
    },
  };
  return runtime;
}
