// Runs one computation on the cpu engine and on wasm, from the same host values, and says how far apart the results are.
// Part of the tests, not of the package.
import { backend, engine, getBackend, setBackend, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';

export interface HostTensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly dtype?: 'float32' | 'int32' | 'bool';
}

export type Compute = (inputs: readonly Tensor[]) => readonly Tensor[];

export interface Parity {
  /** Largest difference over the largest number of the reference, of all results; Infinity where a shape, a dtype, a NaN or an infinity differs. */
  readonly error: number;
  /** Data buffers that the computation left on the backend. */
  readonly leaked: number;
}

interface HostResult {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: ArrayLike<number>;
}

export async function parity(inputs: readonly HostTensor[], compute: Compute, reference: Compute = compute): Promise<Parity> {
  const expected = await on('cpu', inputs, reference);
  const received = await on('wasm', inputs, compute);
  const errors = expected.results.map((result, i) => relativeError(result, received.results[i] as HostResult));
  return { error: Math.max(...errors), leaked: received.leaked };
}

async function on(name: string, inputs: readonly HostTensor[], compute: Compute): Promise<{ results: HostResult[]; leaked: number }> {
  if (getBackend() !== name) await setBackend(name);
  const before = backend().numDataIds();
  const made = inputs.map(({ values, shape, dtype }) => tensor([...values], [...shape], dtype));
  const outputs = tidy(() => [...compute(made)]);
  const results = await Promise.all(outputs.map(async (each) => ({ shape: each.shape, dtype: each.dtype, values: await each.data() })));
  for (const each of [...made, ...outputs]) each.dispose();
  return { results, leaked: backend().numDataIds() - before };
}

export function relativeError(expected: HostResult, received: HostResult): number {
  if (expected.shape.join() !== received.shape.join() || expected.dtype !== received.dtype) return Number.POSITIVE_INFINITY;
  let [largest, difference] = [0, 0];
  for (let i = 0; i < expected.values.length; i++) {
    const [e, r] = [expected.values[i] as number, received.values[i] as number];
    if (Number.isFinite(e)) largest = Math.max(largest, Math.abs(e));
    if (Object.is(e, r) || e === r) continue;
    if (!Number.isFinite(e) || !Number.isFinite(r)) return Number.POSITIVE_INFINITY;
    difference = Math.max(difference, Math.abs(e - r));
  }
  return difference === 0 ? 0 : difference / Math.max(largest, Number.MIN_VALUE);
}

/** A registered kernel, called by name: for arguments that no operation passes on. */
export function kernel(name: string, inputs: Record<string, Tensor>, attrs: Record<string, unknown>): Tensor {
  return engine().runKernel(name, inputs, attrs as never);
}
