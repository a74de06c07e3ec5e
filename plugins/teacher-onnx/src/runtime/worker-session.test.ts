// A session in a thread: what is handed over and back, what runs beside the main thread, how it ends, and what becomes of errors. Over a runtime of
// a few lines.
import { expect, test } from 'vitest';
import { openWorkerSession } from './worker-session.ts';

const entry = new URL('../../test/slow-runtime.cjs', import.meta.url);
const open = async (options: object = {}) => {
  const counts = new Int32Array(new SharedArrayBuffer(12));
  return { counts, session: await openWorkerSession(entry, Uint8Array.of(1), { counts, ...options }) };
};
const image = (...values: readonly number[]) => ({ name: 'image', values: Float32Array.from(values), dims: [1, values.length] });

/** Stands still until it is so. */
function spinUntil(done: () => boolean): void {
  for (const until = performance.now() + 10_000; !done(); ) if (performance.now() > until) throw new Error('nothing happened for 10 s');
}

test('numbers go over and come back, in the order of the questions', async () => {
  const { session, counts } = await open({ ms: 5 });
  const input = image(1, 2, 3, 4, 5);
  const both = [session.run(input, ['logits', 'same']), session.run(image(6, 7, 8, 9, 10), ['logits'])];
  expect(input.values).toHaveLength(0);
  const [one, two] = await Promise.all(both);
  const logits = { type: 'float32', dims: [1, 4], data: Float32Array.of(1, 2, 3, 4) };
  expect(one).toEqual({ logits, same: logits });
  expect(two!.logits!.data).toEqual(Float32Array.of(6, 7, 8, 9));
  expect((one!.logits!.data as Float32Array).buffer).not.toBe((one!.same!.data as Float32Array).buffer);
  await session.release();
  expect([...counts]).toEqual([2, 2, 1]);
});

test('it runs while the main thread stands still, and timers tick while it runs', async () => {
  const { session, counts } = await open({ ms: 100 });
  const beside = session.run(image(1, 2, 3, 4), ['logits']);
  spinUntil(() => Atomics.load(counts, 1) === 1);
  await beside;
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
  }, 5);
  await session.run(image(1, 2, 3, 4), ['logits']);
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(5);
  await session.release();
});

test('released with a run under way, it answers first; afterwards it refuses', async () => {
  const { session, counts } = await open({ ms: 30 });
  const last = session.run(image(1, 2, 3, 4), ['logits']);
  await session.release();
  expect((await last).logits!.data).toEqual(Float32Array.of(1, 2, 3, 4));
  expect([...counts]).toEqual([1, 1, 1]);
  await expect(session.run(image(1), ['logits'])).rejects.toThrow('the thread of the ONNX model has ended, with code 0');
});

test('what fails: loading, opening, a run, releasing', async () => {
  const nowhere = new URL('no-such-runtime.cjs', entry);
  await expect(openWorkerSession(nowhere, Uint8Array.of(1), {})).rejects.toThrow(/cannot be loaded.*no-such-runtime.*KD_E_ONNX_INSTALL/);
  await expect(openWorkerSession(entry, new Uint8Array(0), {})).rejects.toThrow(/cannot be opened: no bytes.*KD_E_ONNX_RUN/);
  await expect(openWorkerSession(entry, new Uint8Array(2), {})).rejects.toThrow(/cannot be opened: the thread .* has ended, with code 4.*KD_E_ONNX_RUN/);
  const { session } = await open({ fail: 'run' });
  await expect(session.run(image(1), ['logits'])).rejects.toThrow('node Reshape failed');
  await session.release();
  await expect((await open({ fail: 'release' })).session.release()).rejects.toThrow('it is still in use');
});

test.each([
  ['exit', 'has ended, with code 3'],
  ['crash', 'JSON'],
])('a thread that ends by itself (%s) is an error to all that wait and to whoever asks later', async (fail, message) => {
  const { session } = await open({ fail });
  const waiting = [session.run(image(1), ['logits']), session.run(image(2), ['logits'])];
  for (const outcome of await Promise.allSettled(waiting)) expect(String((outcome as PromiseRejectedResult).reason)).toContain(message);
  await expect(session.run(image(3), ['logits'])).rejects.toThrow(message);
  await session.release();
});
