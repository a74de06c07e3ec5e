// Samples to batches. A batch is a pure function of (streams, epoch, step): any step is reached at once, none is replayed.
import { type Augmentation, type Batch, type RandomStream, retortError, type Samples, type Shape, type TrainingSpec, tellSource } from '@retort/kernel';
import { volume } from '../dataset/limits.ts';
import { augmentBatch } from './augment-batch.ts';
import { classPairs } from './class-pairs.ts';
import { copiesOf } from './copies-of.ts';
import { gatherRows, type HostBatch, repeatRows } from './host-batch.ts';
import { prefetch } from './prefetch.ts';
import { isSmall, type SampleTable, sampleTable } from './sample-table.ts';
import { type Sampler, shuffledSamples } from './sampler.ts';
import { tableBatches } from './table-batches.ts';
import { toBatch } from './to-batch.ts';

export interface BatchLoaderOptions {
  /** Of one sample. */
  readonly shape: Shape;
  readonly classes: number;
  /** Samples in a batch. Where an augmentation makes several views of each, a batch has that many times the rows. */
  readonly batch: number;
  /** Of an epoch whose samples do not fill the last batch: `keep` the smaller batch, or `drop` it. */
  readonly lastBatch: 'keep' | 'drop';
  /** Draws a new order each epoch: that of step `epoch`. In the order of the samples when absent. */
  readonly shuffle?: RandomStream | undefined;
  /** `shuffled` when absent. `class-pairs` needs `shuffle`: see `classPairs`. */
  readonly sampler?: TrainingSpec['sampler'];
  readonly augment?: readonly Augmentation[] | undefined;
  /** The draws of the augmentations; required where there are any. */
  readonly random?: RandomStream | undefined;
  /**
   * Whether the samples are kept on the device too, so that batches are gathered there: sooner where a step is one call of the engine. Only
   * done for inputs of 64 MiB at most, without augmentations, in batches with the same numbers. The engine has to be started first.
   */
  readonly onDevice?: boolean | undefined;
}

export interface BatchLoader {
  readonly stepsPerEpoch: number;
  /** Of a full batch, all views counted; those of the last batch of an epoch may be fewer. */
  readonly rows: number;
  /** How many samples there are. With `drop`, an epoch may see fewer. */
  readonly samples: number;
  /**
   * The batches of an epoch, from step `fromStep` on. The reader owns each batch and frees it by `disposeBatch`. Epochs may be read at
   * the same time. Throws `KD_E_DATA_SEEK` for an epoch or step outside.
   */
  epoch(epoch: number, fromStep?: number): AsyncIterable<Batch>;
  /** Frees the samples that were kept on the device; nothing else is. No batch is read, and none computed with, afterwards. */
  dispose(): void;
}

/**
 * Throws `KD_E_DATA_BATCH` where no batch can be made, `KD_E_DATA_AUGMENT` where an augmentation does not fit the shape, or two of
 * them make several views.
 */
export function batchLoader(samples: Samples, options: BatchLoaderOptions): BatchLoader {
  const { shape, classes, lastBatch, augment = [], random } = options;
  check(samples, options);
  const sampler = samplerOf(samples, options);
  const stepsPerEpoch = (lastBatch === 'keep' ? Math.ceil : Math.floor)(samples.size / sampler.perStep);
  if (stepsPerEpoch === 0) {
    const expected = `at least ${sampler.perStep} samples, since an incomplete last batch is dropped`;
    throw retortError('KD_E_DATA_BATCH', { what: 'the samples to batch', expected, received: `${samples.size}` });
  }
  const copies = copiesOf(augment);
  rehearse(samples, options, copies);
  const onDevice = options.onDevice === true && augment.length === 0 && isSmall(samples);
  let table: SampleTable | undefined;

  return {
    stepsPerEpoch,
    rows: sampler.rows * copies,
    samples: samples.size,
    epoch(epoch, fromStep = 0) {
      checkSeek(epoch, Number.MAX_SAFE_INTEGER, 'the epoch to read');
      checkSeek(fromStep, stepsPerEpoch, 'the step to start at');
      const rowsOf = sampler.epoch(epoch);
      if (onDevice) {
        table ??= sampleTable(samples, shape, classes);
        return tableBatches(table, samples, rowsOf, { from: fromStep, to: stepsPerEpoch });
      }
      const view = viewOf(options, sampler, epoch);
      const fixed = isFixed(augment);
      const make = (step: number): HostBatch => {
        const { order, from, to } = rowsOf(step);
        const host = repeatRows(gatherRows(samples, order, from, to, classes), copies);
        if (random !== undefined) augmentBatch(host, shape, augment, random, epoch);
        return host;
      };
      const lasting = copies === 1 && (fixed || view === 'none');
      return prefetch(fromStep, stepsPerEpoch, make, (host) => {
        const batch = toBatch(host, shape, classes, { view, fixed });
        if (lasting) tellSource(batch, samples);
        return batch;
      });
    },
    dispose() {
      table?.dispose();
      table = undefined;
    },
  };
}

function samplerOf(samples: Samples, { sampler, batch, shuffle }: BatchLoaderOptions): Sampler {
  return sampler === 'class-pairs' ? classPairs(samples, batch, shuffle) : shuffledSamples(samples.size, batch, shuffle);
}

/** All samples in order, once, without augmentation; the last batch is kept. */
export function evaluationBatches(samples: Samples, options: Pick<BatchLoaderOptions, 'shape' | 'classes' | 'batch'>): AsyncIterable<Batch> {
  return batchLoader(samples, { ...options, lastBatch: 'keep' }).epoch(0);
}

const isFixed = (augment: readonly Augmentation[]): boolean => augment.length > 0 && augment.every(({ fixed }) => fixed === true);

/**
 * `none`, or all that the inputs depend on beside the sample: the augmentations; unless they are fixed also their stream, the epoch, and (mixup
 * pairs samples of a batch) the order and the batches.
 */
function viewOf({ augment = [], random, batch, lastBatch }: BatchLoaderOptions, sampler: Sampler, epoch: number): string {
  if (augment.length === 0 || random === undefined) return 'none';
  const done = augment.map(({ view }) => view).join('+');
  if (isFixed(augment)) return done;
  return `${done} ${random.name}@${random.seed} epoch ${epoch} of ${sampler.name} by ${batch} ${lastBatch}`;
}

function check(samples: Samples, { shape, classes, batch, augment = [], random }: BatchLoaderOptions): void {
  if (!Number.isInteger(batch) || batch < 1)
    throw retortError('KD_E_DATA_BATCH', { what: 'the batch size', expected: 'a whole number above 0', received: `${batch}` });
  if (samples.size === 0) throw retortError('KD_E_DATA_BATCH', { what: 'the samples to batch', expected: 'at least one', received: 'none' });
  if (samples.inputs.length !== samples.size * volume(shape)) {
    const received = `${samples.inputs.length / samples.size} numbers a sample`;
    throw retortError('KD_E_DATA_SHAPE', { what: 'the samples to batch', expected: `[${shape}]: ${volume(shape)} numbers a sample`, received });
  }
  const beyond = samples.labels.find((label) => label >= classes);
  if (beyond !== undefined) {
    throw retortError('KD_E_DATA_LABEL', { what: 'a label of the samples to batch', expected: `at most ${classes - 1}`, received: `${beyond}` });
  }
  if (augment.length > 0 && random === undefined) {
    throw retortError('KD_E_DATA_AUGMENT', { what: 'augmentations without a random stream', expected: '`random`', received: 'none' });
  }
}

/** Augments one sample, so that an augmentation that does not fit is refused before the first batch. */
function rehearse(samples: Samples, { shape, classes, augment = [], random }: BatchLoaderOptions, copies: number): void {
  if (random !== undefined) augmentBatch(repeatRows(gatherRows(samples, undefined, 0, 1, classes), copies), shape, augment, random, 0);
}

function checkSeek(value: number, limit: number, what: string): void {
  if (!Number.isInteger(value) || value < 0 || value > limit) {
    throw retortError('KD_E_DATA_SEEK', { what, expected: `a whole number from 0 to ${limit}`, received: `${value}` });
  }
}
