// Rows through a session, in as many runs as the model needs.
import type { Shape } from '@retort/kernel';
import type { OnnxRuntime, OnnxSession, OnnxTensor } from '../runtime/load-runtime.ts';
import { type LayoutName, type Normalise, toModel } from './layout.ts';

export interface RunPlan {
  readonly session: OnnxSession;
  readonly runtime: OnnxRuntime;
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
 * The named tensors, one part for each run. A model of a fixed number of rows is run so often as it takes; the last run is filled up with
 * zeros, and what it says of them is in the part.
 */
export async function runBatch(
  plan: RunPlan,
  values: Float32Array,
  size: number,
  tensors: readonly string[],
): Promise<ReadonlyMap<string, readonly OnnxTensor[]>> {
  const { session, runtime, input, layout, normalise, shape, sizes, rows = size } = plan;
  const width = values.length / size;
  const parts = new Map<string, OnnxTensor[]>(tensors.map((name) => [name, []]));
  for (let from = 0; from < size; from += rows) {
    const some = values.subarray(from * width, (from + rows) * width);
    const whole = some.length === rows * width ? some : filled(some, rows * width);
    const said = await session.run({ [input]: new runtime.Tensor('float32', toModel(whole, shape, layout, normalise), [rows, ...sizes]) }, tensors);
    for (const [name, list] of parts) list.push(said[name]!);
  }
  return parts;
}

function filled(values: Float32Array, length: number): Float32Array {
  const whole = new Float32Array(length);
  whole.set(values);
  return whole;
}
