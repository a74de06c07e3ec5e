// A teacher that is told of the next batch: it computes while the main thread is at its step, says what it would have said, and what it began in
// vain leaves nothing. Over a runtime of a few lines in a real thread, then over the real one.
import type { Batch, Teacher } from '@retort/kernel';
import { expectNoLeak } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { ask, batchOf, build, fixture, installed, needs } from '../../test/fixtures.ts';
import { findRuntime } from '../runtime/find-runtime.ts';
import { openWorkerSession } from '../runtime/worker-session.ts';
import { OnnxOptions } from './onnx-options.ts';
import { openOnnx } from './open-onnx.ts';

const tiny = await fixture('tiny.onnx');
const { path: _, ...options } = OnnxOptions.parse({ path: 'x.onnx', layout: 'nchw', taps: { maps: '/relu/Relu_output_0' } });
const plain = { ...options, taps: {} };

const entry = new URL('../../test/slow-runtime.cjs', import.meta.url);
async function slow(more: object = {}) {
  const counts = new Int32Array(new SharedArrayBuffer(12));
  const runtime = { open: (file: Uint8Array, given: object) => openWorkerSession(entry, file, { ...given, counts, ...more }) };
  return { counts, teacher: await openOnnx(tiny, plain, build, runtime) };
}

/** A step: the main thread stands still until so many runs are over. */
function stepUntil(counts: Int32Array, over: number): void {
  for (const until = performance.now() + 10_000; Atomics.load(counts, 1) < over; ) if (performance.now() > until) throw new Error('it waits for the step');
}

async function tell(teacher: Teacher, size: number, taps: readonly string[] = []): Promise<Batch> {
  const batch = batchOf(size);
  await teacher.prepare!(batch, taps);
  return batch;
}

const dispose = ({ inputs, labels, targets, labelled }: Batch): void => {
  for (const part of [inputs, labels, targets, labelled]) part.dispose();
};

test('the next batch is computed while the step stands on the main thread, all runs of it', async () => {
  // The first run is the rehearsal when it was opened.
  for (const [shape, runs] of [
    [['batch', 3, 6, 5], 1],
    [[2, 3, 6, 5], 3],
  ] as const) {
    const { counts, teacher } = await slow({ shape, ms: 10 });
    const expected = await ask(teacher, batchOf(5));
    const batch = await tell(teacher, 5);
    stepUntil(counts, 1 + 2 * runs);
    expect(await ask(teacher, batch)).toEqual(expected);
    expect(counts[0]).toBe(1 + 2 * runs);
    teacher.dispose();
  }
});

test('several batches that were told of are answered each with its own', async () => {
  const { counts, teacher } = await slow();
  const [three, five] = [await tell(teacher, 3), await tell(teacher, 5)];
  await teacher.prepare!(three, []);
  expect((await ask(teacher, five)).logits!.shape).toEqual([5, 4]);
  expect((await ask(teacher, three)).logits!.shape).toEqual([3, 4]);
  expect(counts[0]).toBe(3);
  teacher.dispose();
});

test('what was begun in vain leaves nothing, and the session is released', async () => {
  const { counts, teacher } = await slow({ ms: 10 });
  await ask(teacher, batchOf());
  await expectNoLeak(async () => dispose(await tell(teacher, 5)));
  teacher.dispose();
  await expect.poll(() => counts[2]).toBe(1);
  expect(counts[1]).toBe(3);
});

test('a run that fails is an error of the step that needs it, and of no other', async () => {
  const { teacher } = await slow({ shape: [5, 3, 6, 5], fail: 'run', failAfter: 1 });
  const [needed, vain] = [await tell(teacher, 5), await tell(teacher, 5)];
  await expectNoLeak(() => expect(teacher.observe(needed, [])).rejects.toThrow(/does not run on 5 samples: node Reshape failed.*KD_E_ONNX_RUN/));
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const batch of [needed, vain]) dispose(batch);
  teacher.dispose();
});

describe.skipIf(!installed)(`over ${needs}`, () => {
  const open = async () => openOnnx(tiny, options, build, findRuntime());

  test('the same numbers to the bit, told or not, with the taps that were told or others', async () => {
    const teacher = await open();
    for (const taps of [[], ['maps'], ['maps', 'logits']]) {
      const expected = await ask(teacher, batchOf(33), taps);
      for (const told of [taps, [], ['maps']]) expect(await ask(teacher, await tell(teacher, 33, told), taps)).toEqual(expected);
    }
    teacher.dispose();
  });

  test('the event loop turns while it runs', async () => {
    const teacher = await open();
    const batch = await tell(teacher, 20_000);
    let turns = 0;
    let running = true;
    const turn = (): void => {
      turns += 1;
      if (running) setImmediate(turn);
    };
    turn();
    await ask(teacher, batch);
    running = false;
    expect(turns).toBeGreaterThan(20);
    teacher.dispose();
  });
});
