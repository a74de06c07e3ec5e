// Batches of samples that are told apart by their identity, and a teacher that counts how often it is asked.
import { memoryFiles } from '@retort/files';
import type { Batch, TapName, Teacher } from '@retort/kernel';
import { readAll, tensor, tensor1d, zeros } from '@retort/tensor';
import { type TinyModelOptions, tinyTeacher } from '@retort/testing';
import { CachedOptions } from '../src/cached/cached-options.ts';
import { cachedTeacher } from '../src/cached/cached-teacher.ts';
import { Room } from '../src/store/room.ts';

export const WIDTH = 4;

/** Inputs `sin(id), sin(id + shift) ...`: the same for the same sample and shift. */
export function batchOf(ids: readonly number[], change: Partial<Batch> = {}, shift = 1): Batch {
  const size = ids.length;
  const values = ids.flatMap((id) => Array.from({ length: WIDTH }, (_, place) => Math.sin(id + shift * place)));
  return {
    inputs: tensor(values, [size, WIDTH], 'float32'),
    labels: tensor1d(Array<number>(size).fill(-1), 'int32'),
    targets: zeros([size, 3]),
    labelled: zeros([size]),
    ids: Int32Array.from(ids),
    size,
    view: 'none',
    ...change,
  };
}

export type Said = Readonly<Record<TapName, readonly number[]>>;

/** The answer on the host, logits under their name. The batch is disposed. */
export async function ask(teacher: Teacher, batch: Batch, taps: readonly TapName[] = []): Promise<Said> {
  try {
    const trace = await teacher.observe(batch, taps);
    const read = await readAll({ ...trace.taps, logits: trace.logits });
    for (const part of [trace.logits, ...Object.values(trace.taps)]) part.dispose();
    return Object.fromEntries(Object.entries(read).map(([name, values]) => [name, [...values]]));
  } finally {
    for (const part of [batch.inputs, batch.labels, batch.targets, batch.labelled]) part.dispose();
  }
}

export interface Counting extends Teacher {
  readonly asked: (readonly TapName[])[];
}

/** A tiny teacher with a digest, that notes what it is asked. */
export function counting(options: TinyModelOptions = {}, digest = 'tiny'): Counting {
  const inside = tinyTeacher(options);
  const asked: (readonly TapName[])[] = [];
  return {
    ...inside,
    asked,
    digest: async () => digest,
    observe(batch, taps) {
      asked.push(taps);
      return inside.observe(batch, taps);
    },
  };
}

export interface TestCache {
  readonly files?: ReturnType<typeof memoryFiles>;
  readonly inside?: Teacher;
  readonly lines?: string[];
}

/** A cached teacher over files in memory. */
export function cacheOf(
  options: Partial<Omit<CachedOptions, 'teacher'>> = {},
  { files = memoryFiles(), inside = counting(), lines = [] }: TestCache = {},
): Teacher {
  const { teacher: _, ...complete } = CachedOptions.parse({ teacher: { model: 'mlp' }, dir: 'cache', ...options });
  return cachedTeacher(inside, complete, { files, output: (line) => lines.push(line), room: new Room(files, complete.dir, complete) });
}
