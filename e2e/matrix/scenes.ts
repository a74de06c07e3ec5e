// The pairs of tiny models that the matrix composes on, and the batch that every cell takes its steps on.
import { batchLoader, digits, openData } from '@retort/data';
import type { Augmentation, Batch, Choice, Samples, TapName } from '@retort/kernel';
import { randomStream } from '@retort/tensor';

interface Side {
  readonly model: Choice;
  /** Taps for mappings that name layers, in the order of the network; the last is a vector. */
  readonly taps: readonly TapName[];
  /** Width of that vector. */
  readonly features: number;
}

export interface Scene {
  readonly name: string;
  readonly student: Side;
  readonly teacher: Side;
}

const convnet = (...widths: number[]): Side => ({
  model: { id: 'convnet', widths },
  taps: [...widths.map((_, index) => `stage${index + 1}`), 'features'],
  features: widths.at(-1)!,
});
const mlp = (...hidden: number[]): Side => ({
  model: { id: 'mlp', hidden },
  taps: [...hidden.slice(1).map((_, index) => `hidden${index + 1}`), 'features'],
  features: hidden.at(-1)!,
});

/** Maps and vectors, equal shapes and unequal ones, and as many channels as classes (class activation maps). */
export const scenes: readonly Scene[] = [
  { name: 'convnet from a deeper, wider one', student: convnet(3, 5), teacher: convnet(6, 8, 8) },
  { name: 'convnet from its like', student: convnet(4, 4), teacher: convnet(4, 4) },
  { name: 'mlp from a deeper, wider one', student: mlp(6, 5), teacher: mlp(8, 7, 5) },
];

export const SHAPE = [8, 8, 1];
export const CLASSES = 4;
const BATCH = 8;

/** Eight digits of four classes; two of them have lost their label. */
export async function eightDigits(): Promise<Samples> {
  const spec = { source: 'digits', classes: ['0', '1', '2', '3'], test: 0.5, validation: 0, fraction: 0.1, labels: 'all' as const };
  const { full } = openData(await digits(), spec, 1);
  // Spread over the part, so that all classes are there.
  const rows = Int32Array.from({ length: BATCH }, (_, n) => Math.floor((n * full.size) / BATCH));
  const pixels = SHAPE.reduce((a, b) => a * b);
  return {
    size: BATCH,
    inputs: Float32Array.from({ length: BATCH * pixels }, (_, n) => full.inputs[rows[Math.floor(n / pixels)]! * pixels + (n % pixels)]!),
    labels: rows.map((row, n) => (n % 4 === 3 ? -1 : full.labels[row]!)),
    ids: rows.map((row) => full.ids[row]!),
  };
}

/** A new copy of the batch, the reader's own, in as many views as these make. */
export async function batchOf(samples: Samples, augment: readonly Augmentation[] = []): Promise<Batch> {
  const options = { shape: SHAPE, classes: CLASSES, batch: BATCH, lastBatch: 'keep', augment, random: randomStream(7, 'augment') } as const;
  for await (const batch of batchLoader(samples, options).epoch(0)) return batch;
  throw new Error('no batch');
}
