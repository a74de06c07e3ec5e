// What the tests of this package share: students by recipe choice, error codes, values on the host, the leak guard.
import { FILES, type FileSystem, memoryFiles } from '@retort/files';
import { type Choice, createKernel, type NamedTensors, RetortError, type Shape, type Student, type Tensor, type Trace } from '@retort/kernel';
import { liveCount, randomStream, readAll, seedTensor, tensor } from '@retort/tensor';
import { expect } from 'vitest';
import { type LayersStudent, modelsPlugin } from '../src/index.ts';

export interface Made {
  readonly inputShape?: Shape;
  readonly classes?: number;
  readonly seed?: number;
  readonly stream?: string;
  readonly files?: FileSystem;
  readonly teacher?: Student;
}

export async function makeStudent(
  choice: Choice,
  { inputShape = [8, 8, 1], classes = 10, seed = 7, stream = 'init', files = memoryFiles(), teacher }: Made = {},
) {
  const kernel = await createKernel({ plugins: [modelsPlugin()] }).ready();
  kernel.container.provide(FILES, { value: files });
  const build = { inputShape, classes, random: randomStream(seed, stream), ...(teacher === undefined ? {} : { teacher }) };
  return (await kernel.make('family', choice).build(build)) as LayersStudent;
}

/** The code of the RetortError that `fn` throws; anything else fails the test. */
export async function codeOf(fn: () => unknown): Promise<string> {
  try {
    await fn();
  } catch (error) {
    if (RetortError.is(error)) return error.code;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Runs `fn` and expects as many tensors and buffers after it as before, also where it throws. */
export async function expectNoLeak<T>(fn: () => T | Promise<T>): Promise<T> {
  const before = liveCount();
  try {
    return await fn();
  } finally {
    expect(liveCount()).toEqual(before);
  }
}

/** float32 normals of a fixed stream. */
export function normals(shape: Shape, name = 'x', seed = 1): Tensor {
  const size = shape.reduce((product, each) => product * each, 1);
  return tensor(randomStream(seed, name).at(0).normals(size), [...shape], 'float32');
}

export const seedAt = (step: number) => seedTensor(randomStream(5, 'dropout'), step);

export async function values(tensor: Tensor): Promise<number[]> {
  return Array.from(await tensor.data());
}

/** x W + b on the host, in double precision. */
export function linear(x: readonly number[], kernel: ArrayLike<number>, bias: ArrayLike<number>): number[] {
  return Array.from(bias, (b, unit) => x.reduce((sum, value, i) => sum + value * (kernel[i * bias.length + unit] as number), b));
}

export function release(trace: Trace | NamedTensors): void {
  const tensors = 'taps' in trace ? [(trace as Trace).logits, ...Object.values((trace as Trace).taps)] : Object.values(trace as NamedTensors);
  for (const each of tensors) each.dispose();
}

/** Every variable's bytes, by name. */
export async function snapshot(student: Student): Promise<Record<string, Float32Array>> {
  return readAll({ ...student.trainables(), ...student.statistics() });
}
