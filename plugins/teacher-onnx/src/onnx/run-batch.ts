// Rows through a session, in as many runs as the model needs.
import { retortError, type Shape } from '@retort/kernel';
import type { OnnxSession, OnnxTensor } from '../runtime/onnx-session.ts';
import { type LayoutName, type Normalise, toModel } from './layout.ts';

export interface RunPlan {
  readonly session: OnnxSession;
  readonly input: string;
  readonly layout: LayoutName;
  readonly normalise: Normalise | undefined;
  /** Of one sample, channels last. */
  readonly shape: Shape;
  /** The model's own, after the batch. */
  readonly sizes: Shape;
  /** Rows of a run, where the model takes no other number. */
  readonly rows: number | undefined;
}

/**
 * The named tensors, one part for each run. A model of a fixed number of rows is run so often as it takes, all runs asked for at once; the last
 * is filled up with zeros, and what it says of them is in the part. `values` are read before this returns.
 *
 * @throws KD_E_ONNX_RUN
 */
export async function runBatch(
  plan: RunPlan,
  values: Float32Array,
  size: number,
  tensors: readonly string[],
): Promise<ReadonlyMap<string, readonly OnnxTensor[]>> {
  const { session, input, layout, normalise, shape, sizes, rows = size } = plan;
  const width = values.length / size;
  const runs = Array.from({ length: Math.ceil(size / rows) }, (_, run) => {
    const part = new Float32Array(rows * width);
    part.set(values.subarray(run * rows * width, (run + 1) * rows * width));
    return session.run({ name: input, values: toModel(part, shape, layout, normalise), dims: [rows, ...sizes] }, tensors);
  });
  try {
    const said = await Promise.all(runs);
    return new Map(tensors.map((name) => [name, said.map((each) => each[name]!)]));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw retortError('KD_E_ONNX_RUN', { what: `the ONNX model does not run on ${rows} samples: ${message}`, cause });
  }
}
