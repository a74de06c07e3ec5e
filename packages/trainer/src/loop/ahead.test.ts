// One batch ahead: the order of reading, telling and handing out, and that nothing is left whichever way the reader leaves.
import { disposeBatch } from '@retort/data';
import type { Batch, Teacher } from '@retort/kernel';
import { liveCount, tensor1d, zeros } from '@retort/tensor';
import { tinyTeacher } from '@retort/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PlannedObserver } from '../plan/plan.ts';
import { ahead } from './ahead.ts';

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

/** Batches 0, 1, ... `count`, noted when they are read; the one numbered `bad` fails. */
async function* batches(log: string[], count: number, bad?: number): AsyncGenerator<Batch, void> {
  try {
    for (let number = 0; number < count; number += 1) {
      if (number === bad) throw new Error(`batch ${number} is damaged`);
      log.push(`read ${number}`);
      yield {
        inputs: zeros([1, 4]),
        labels: tensor1d([0], 'int32'),
        targets: zeros([1, 2]),
        labelled: zeros([1]),
        ids: Int32Array.of(number),
        size: 1,
        view: '',
      };
    }
  } finally {
    log.push('closed');
  }
}

/** Notes what it is told; fails where it is told `bad`. */
function telling(log: string[], bad?: number): PlannedObserver {
  const { dispose, ...teacher } = tinyTeacher();
  dispose();
  const prepare: Teacher['prepare'] = async ({ ids }, taps) => {
    await Promise.resolve();
    log.push(`tell ${ids[0]} ${taps}`);
    if (ids[0] === bad) throw new Error(`batch ${bad} cannot be prepared`);
  };
  return { teacher: { ...teacher, dispose, prepare }, taps: ['a'] };
}

async function readAll(log: string[], source: AsyncIterable<Batch>, leave: (number: number) => boolean = () => false): Promise<void> {
  for await (const batch of source) {
    const number = batch.ids[0]!;
    log.push(`step ${number}`);
    disposeBatch(batch);
    if (leave(number)) break;
  }
}

test('each batch is handed out once the next has been read and told', async () => {
  const log: string[] = [];
  await readAll(log, ahead(batches(log, 3), [telling(log)]));
  expect(log).toEqual(['read 0', 'tell 0 a', 'read 1', 'tell 1 a', 'step 0', 'read 2', 'tell 2 a', 'step 1', 'closed', 'step 2']);
});

test('without a teacher that prepares, the batches are read as they are asked for', () => {
  const { teacher, taps } = telling([]);
  const { prepare: _, ...plain } = teacher;
  const source = batches([], 1);
  expect(ahead(source, [{ teacher: plain, taps }])).toBe(source);
});

test('who leaves leaves nothing: by a break, by an error, at any batch', async () => {
  for (const last of [0, 1, 2]) {
    const log: string[] = [];
    await readAll(log, ahead(batches(log, 4), [telling(log)]), (number) => number === last);
    expect(log.at(-1)).toBe('closed');
    const failing = readAll(log, ahead(batches(log, 4), [telling(log)]), (number) => {
      if (number === last) throw new Error('the step failed');
      return false;
    });
    await expect(failing).rejects.toThrow('the step failed');
    expect(log.at(-1)).toBe('closed');
  }
});

test('what fails while a batch is read or told is thrown when its turn comes', async () => {
  for (const [source, message] of [
    [(log: string[]) => ahead(batches(log, 4, 2), [telling(log)]), 'batch 2 is damaged'],
    [(log: string[]) => ahead(batches(log, 4), [telling(log, 2)]), 'batch 2 cannot be prepared'],
  ] as const) {
    const log: string[] = [];
    await expect(readAll(log, source(log))).rejects.toThrow(message);
    expect(log.filter((line) => line.startsWith('step'))).toEqual(['step 0', 'step 1']);
    expect(log).toContain('closed');
  }
});
