// The ONNX files of the folder fixtures, what PyTorch answers, a batch of its inputs, and whether the runtime is installed.
import { readFile } from 'node:fs/promises';
import type { Batch, TapName, Teacher } from '@retort/kernel';
import { readAll, tensor, tensor1d, zeros } from '@retort/tensor';
import { locateRuntime } from '../src/runtime/find-runtime.ts';

interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

interface Expected extends Readonly<Record<'inputs' | 'logits' | 'maps' | 'vectors' | 'normalised' | 'flat', Numbers>> {
  readonly parameters: number;
  readonly made: string;
}

const at = (name: string): URL => new URL(`./fixtures/${name}`, import.meta.url);

export const expected = JSON.parse(await readFile(at('expected.json'), 'utf8')) as Expected;

export async function fixture(name: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(at(name)));
}

export const build = { inputShape: [6, 5, 3], classes: 4 };

/** Tests that need the runtime are skipped with this in their name where it is absent. */
export const installed = locateRuntime() !== undefined;
export const needs = installed ? 'onnxruntime-node' : 'skipped, as onnxruntime-node is not installed';

/** The inputs of the fixtures; rows repeat where more are asked for than there are. */
export function batchOf(size = expected.inputs.shape[0]!): Batch {
  const width = 90;
  const values = Array.from({ length: size * width }, (_, index) => expected.inputs.values[index % expected.inputs.values.length]!);
  return {
    inputs: tensor(values, [size, ...build.inputShape], 'float32'),
    labels: tensor1d(Array<number>(size).fill(-1), 'int32'),
    targets: zeros([size, 4]),
    labelled: zeros([size]),
    ids: Int32Array.from({ length: size }, (_, row) => row),
    size,
    view: 'none',
  };
}

export interface Said {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** The answer on the host. The batch is disposed. */
export async function ask(teacher: Teacher, batch: Batch, taps: readonly TapName[] = []): Promise<Readonly<Record<TapName, Said>>> {
  try {
    const trace = await teacher.observe(batch, taps);
    const all = { ...trace.taps, logits: trace.logits };
    const read = await readAll(all);
    const said = Object.fromEntries(Object.entries(all).map(([name, { shape }]) => [name, { shape: [...shape], values: [...read[name]!] }]));
    for (const part of new Set([trace.logits, ...Object.values(trace.taps)])) part.dispose();
    return said;
  } finally {
    for (const part of [batch.inputs, batch.labels, batch.targets, batch.labelled]) part.dispose();
  }
}
