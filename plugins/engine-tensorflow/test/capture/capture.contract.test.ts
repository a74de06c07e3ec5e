// A captured step does what the eager one does, from a common state; what cannot be repeated is refused with a reason.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineSession, NamedTensors, Tensor, Tensor1D, Tensor2D, Variable } from '@retort/kernel';
import {
  add,
  createVariable,
  gradients,
  liveCount,
  matMul,
  mean,
  mul,
  normaliseBatch,
  randomStream,
  readAll,
  relu,
  scalar,
  scope,
  seedTensor,
  softmaxCrossEntropy,
  sub,
  tensor,
  uniform,
  zerosLike,
} from '@retort/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Capture, type CaptureRequest, captureStep } from '../../src/capture/capture-step.ts';
import { scattered } from '../fused/plain.ts';
import { absent, nativeEngine, titled } from '../native.ts';

const [BATCH, FEATURES, HIDDEN, CLASSES] = [8, 5, 6, 3];

function withFolder<T>(bytes: Uint8Array, load: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'retort-capture-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), bytes);
    return load(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A dense layer, batch norm with moving averages, ReLU, another dense layer, cross-entropy; SGD with momentum. */
function network() {
  const shapes: Record<string, number[]> = { w: [FEATURES, HIDDEN], scale: [HIDDEN], offset: [HIDDEN], v: [HIDDEN, CLASSES], b: [CLASSES] };
  const make = (shape: number[], shift: number) =>
    createVariable(
      tensor(
        scattered(
          shape.reduce((a, c) => a * c, 1),
          0.7,
          shift,
        ),
        shape,
      ),
    );
  const weights: Record<string, Variable> = Object.fromEntries(Object.entries(shapes).map(([name, shape], at) => [name, make(shape, at)]));
  const speeds = Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, createVariable(zerosLike(weight))]));
  const average = createVariable(tensor(new Array<number>(HIDDEN).fill(0)));
  const step = ({ x, y, rate }: NamedTensors): NamedTensors =>
    scope(() => {
      const found = gradients(() => {
        const { normalised, mean: center } = normaliseBatch(
          matMul(x as Tensor2D, weights.w as Tensor2D),
          weights.scale as Tensor1D,
          weights.offset as Tensor1D,
          1e-3,
        );
        average.assign(add(mul(average, 0.9), mul(center, 0.1)) as Tensor1D);
        return mean(softmaxCrossEntropy(add(matMul(relu(normalised) as Tensor2D, weights.v as Tensor2D), weights.b!) as Tensor2D, y as Tensor2D));
      }, weights);
      for (const [name, slope] of Object.entries(found.gradients)) {
        speeds[name]!.assign(add(mul(speeds[name]!, 0.9), slope));
        weights[name]!.assign(sub(weights[name]!, mul(speeds[name]!, rate!)));
      }
      return { loss: found.value };
    });
  const all = [...Object.values(weights), ...Object.values(speeds), average];
  return { step, all, dispose: () => all.forEach((each) => void each.dispose()) };
}

const feedsOf = (at: number): Record<string, Tensor> => ({
  x: tensor(scattered(BATCH * FEATURES, 2, at), [BATCH, FEATURES]),
  y: tensor(
    Array.from({ length: BATCH * CLASSES }, (_, i) => ((Math.floor(i / CLASSES) + at) % CLASSES === i % CLASSES ? 1 : 0)),
    [BATCH, CLASSES],
  ),
  rate: scalar(0.1 / (at + 1)),
});
const free = (...sets: readonly NamedTensors[]): void => {
  for (const set of sets) for (const each of Object.values(set)) each.dispose();
};
const valuesOf = async (variables: readonly Tensor[]): Promise<number[]> =>
  Object.values(await readAll(Object.fromEntries(variables.map((each, at) => [`${at}`, each])))).flatMap((values) => [...values]);
const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, at) => Math.abs(value - b[at]!))) / Math.max(...b.map(Math.abs));

describe.skipIf(absent)(titled('a captured step on the native library'), () => {
  let session: EngineSession;
  beforeAll(async () => {
    session = await nativeEngine().start();
  });
  afterAll(() => session.dispose());

  test('equals the eager step from a common state, value and every variable, with feeds that change', async () => {
    const net = network();
    const [warm, first, second] = [feedsOf(0), feedsOf(1), feedsOf(2)];
    free(net.step(warm));
    const { results, captured, refusal } = captureStep({ step: net.step, feeds: [first, second], withFolder });
    expect(refusal).toBeUndefined();
    for (let at = 3; at < 8; at++) {
      const feeds = feedsOf(at);
      const state = net.all.map((each) => tensor([...each.dataSync()], each.shape));
      const replayed = captured!.run(feeds);
      const loss = await valuesOf(Object.values(replayed));
      captured!.store();
      const after = await valuesOf(net.all);
      net.all.forEach((each, i) => void each.assign(state[i]!));
      const eager = net.step(feeds);
      expect(apart(loss, await valuesOf(Object.values(eager)))).toBeLessThanOrEqual(1e-6);
      expect(apart(after, await valuesOf(net.all))).toBeLessThanOrEqual(1e-6);
      captured!.load();
      free(feeds, replayed, eager);
      for (const each of state) each.dispose();
    }
    captured!.dispose();
    free(warm, first, second, ...results);
    net.dispose();
  });

  test('keeps what it learns in the session, and leaves nothing behind', async () => {
    const before = liveCount();
    const net = network();
    const feeds = [feedsOf(1), feedsOf(2)] as const;
    free(net.step(feeds[0]));
    const { results, captured } = captureStep({ step: net.step, feeds, withFolder });
    const weights = await valuesOf(net.all);
    const losses: number[] = [];
    const during = liveCount();
    for (let at = 0; at < 40; at++) {
      const replayed = captured!.run(feeds[at % 2]!);
      losses.push((await valuesOf(Object.values(replayed)))[0]!);
      free(replayed);
    }
    expect(liveCount()).toEqual(during);
    expect(losses.at(-2)! + losses.at(-1)!).toBeLessThan(0.7 * (losses[0]! + losses[1]!));
    expect(await valuesOf(net.all)).toEqual(weights);
    captured!.store();
    expect(await valuesOf(net.all)).not.toEqual(weights);
    captured!.dispose();
    free(...feeds, ...results);
    net.dispose();
    expect(liveCount()).toEqual(before);
  });

  test('a batch of another shape is refused', () => {
    const net = network();
    const feeds = [feedsOf(1), feedsOf(2)] as const;
    free(net.step(feeds[0]));
    const { results, captured } = captureStep({ step: net.step, feeds, withFolder });
    const other = { ...feeds[0], x: tensor(scattered(4 * FEATURES), [4, FEATURES]) };
    expect(() => captured!.run(other)).toThrow(/\[8,5\].*\[4,5\].*KD_E_TENSOR_SHAPE/);
    captured!.dispose();
    other.x.dispose();
    free(...feeds, ...results);
    net.dispose();
  });

  describe('refuses, with the reason, and the two steps were real ones', () => {
    let count = 0;
    const refused: readonly (readonly [string, (w: Variable, x: Tensor) => Tensor, RegExp])[] = [
      ['a number of the host that changes', (w, x) => mul(w, mul(x, ++count)), /a constant that changes from step to step: make it a feed/],
      [
        'numbers that the host draws',
        (w, x) => scope(() => mul(add(w, x), uniform([20], seedTensor(randomStream(1, 'drop'), 0), 0))),
        /20 numbers that the host made/,
      ],
      ['a value that the host reads', (w, x) => scope(() => mul(w, add(x, x).dataSync()[0]!)), /the host read a value/],
      ['a variable made in the step', (w, x) => mul(w, createVariable(x.clone())), /a variable was made in the step/],
      ['another operation in the next step', (w, x) => (++count % 2 === 0 ? add(w, x) : mul(w, x)), /another operation/],
    ];
    test.each(refused)('%s', async (_, act, reason) => {
      const w = createVariable(tensor(scattered(20)));
      const step: CaptureRequest['step'] = ({ x }) =>
        scope(() => {
          w.assign(act(w, x!) as Tensor1D);
          return { mean: mean(w) };
        });
      const feeds = [{ x: tensor(scattered(20, 1, 1)) }, { x: tensor(scattered(20, 1, 2)) }] as const;
      const capture: Capture = captureStep({ step, feeds, withFolder });
      expect(capture.captured).toBeUndefined();
      expect(capture.refusal).toMatch(reason);
      const [mean_] = await valuesOf(Object.values(capture.results[1]));
      expect(mean_).toBeCloseTo((await valuesOf([w])).reduce((a, b) => a + b) / 20, 5);
      free(...feeds, ...capture.results);
      w.dispose();
    });
  });
});
