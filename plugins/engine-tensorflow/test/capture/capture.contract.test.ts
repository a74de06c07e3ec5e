// A captured step does what the eager one does, from a common state; what cannot be repeated is refused with a reason.
import type { Capture, CapturedStep, CaptureRequest, EngineSession, NamedTensors, Tensor, Tensor1D, Tensor2D, Variable } from '@retort/kernel';
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
import { captureStep } from '../../src/capture/capture-step.ts';
import { scattered } from '../fused/plain.ts';
import { absent, nativeEngine, titled } from '../native.ts';

const [BATCH, FEATURES, HIDDEN, CLASSES] = [8, 5, 6, 3];

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
type Step = (feeds: NamedTensors) => NamedTensors;
const programOf = (step: Step, feeds: NamedTensors): CaptureRequest['step'] => ({ feeds, run: () => step(feeds) });
/** Takes `feeds[0]`; `feeds[1]` could have come instead. */
const capture = (step: Step, feeds: readonly [NamedTensors, NamedTensors], all: readonly Variable[], verified = false): Promise<Capture> =>
  captureStep({
    step: programOf(step, feeds[0]),
    other: programOf(step, feeds[1]),
    variables: Object.fromEntries(all.map((each, at) => [`v${at}`, each])),
    verified,
  });
const free = (...sets: readonly NamedTensors[]): void => {
  for (const set of sets) for (const each of Object.values(set)) each.dispose();
};
const valuesOf = async (variables: readonly Tensor[]): Promise<number[]> =>
  Object.values(await readAll(Object.fromEntries(variables.map((each, at) => [`${at}`, each])))).flatMap((values) => [...values]);
const copiesOf = async (variables: readonly Tensor[]): Promise<Tensor[]> => {
  const values = await readAll(Object.fromEntries(variables.map((each, at) => [`${at}`, each])));
  return variables.map(({ shape }, at) => tensor([...values[at]!], [...shape]));
};
const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, at) => Math.abs(value - b[at]!))) / Math.max(...b.map(Math.abs));

describe.skipIf(absent)(titled('a captured step on the native library'), () => {
  let session: EngineSession;
  beforeAll(async () => {
    session = await nativeEngine().start();
  });
  afterAll(() => session.dispose());

  /** Of a network that took one step and was captured in the second. */
  async function capturedNetwork(): Promise<{ net: ReturnType<typeof network>; captured: CapturedStep }> {
    const net = network();
    const [warm, first, second] = [feedsOf(0), feedsOf(1), feedsOf(2)];
    free(net.step(warm));
    const { results, captured, refusal } = await capture(net.step, [first, second], net.all);
    expect(refusal).toBeUndefined();
    free(warm, first, second, results);
    return { net, captured: captured! };
  }

  test('equals the eager step from a common state to the bit, value and every variable, with feeds that change', async () => {
    const { net, captured } = await capturedNetwork();
    for (let at = 3; at < 8; at++) {
      const feeds = feedsOf(at);
      const state = await copiesOf(net.all);
      const replayed = captured.run(feeds, ['loss']);
      const loss = await valuesOf(Object.values(replayed));
      captured.store();
      const after = await valuesOf(net.all);
      net.all.forEach((each, i) => void each.assign(state[i]!));
      const eager = net.step(feeds);
      expect(loss).toEqual(await valuesOf(Object.values(eager)));
      expect(after).toEqual(await valuesOf(net.all));
      captured.load();
      free(feeds, replayed, eager);
      for (const each of state) each.dispose();
    }
    captured.dispose();
    net.dispose();
  });

  test('capturing is one step: that of its feeds', async () => {
    const [one, other] = [network(), network()];
    const [feeds, others] = [feedsOf(1), feedsOf(2)];
    const { results, captured } = await capture(one.step, [feeds, others], one.all);
    const eager = other.step(feeds);
    expect(captured).toBeDefined();
    expect(await valuesOf(one.all)).toEqual(await valuesOf(other.all));
    expect(await valuesOf(Object.values(results))).toEqual(await valuesOf(Object.values(eager)));
    captured!.dispose();
    free(feeds, others, results, eager);
    one.dispose();
    other.dispose();
  });

  test('keeps what it learns in the session, and leaves nothing behind', async () => {
    const before = liveCount();
    const { net, captured } = await capturedNetwork();
    const feeds = [feedsOf(1), feedsOf(2)] as const;
    const weights = await valuesOf(net.all);
    const losses: number[] = [];
    const during = liveCount();
    for (let at = 0; at < 40; at++) {
      const replayed = captured.run(feeds[at % 2]!, ['loss']);
      losses.push((await valuesOf(Object.values(replayed)))[0]!);
      free(replayed);
    }
    expect(liveCount()).toEqual(during);
    expect(losses.at(-2)! + losses.at(-1)!).toBeLessThan(0.7 * (losses[0]! + losses[1]!));
    expect(await valuesOf(net.all)).toEqual(weights);
    captured.store();
    expect(await valuesOf(net.all)).not.toEqual(weights);
    captured.dispose();
    free(...feeds);
    net.dispose();
    expect(liveCount()).toEqual(before);
  });

  test('a step that nobody wants a result of is the same step', async () => {
    const { net, captured } = await capturedNetwork();
    const feeds = feedsOf(1);
    const start = await copiesOf(net.all);
    free(captured.run(feeds, ['loss']));
    captured.store();
    const after = await valuesOf(net.all);
    net.all.forEach((each, i) => void each.assign(start[i]!));
    captured.load();
    const before = liveCount();
    expect(captured.run(feeds, [])).toEqual({});
    expect(liveCount()).toEqual(before);
    captured.store();
    expect(await valuesOf(net.all)).toEqual(after);
    captured.dispose();
    free(feeds);
    for (const each of start) each.dispose();
    net.dispose();
  });

  test('a batch of another shape does not fit, and is refused', async () => {
    const { net, captured } = await capturedNetwork();
    const feeds = feedsOf(1);
    const other = { ...feeds, x: tensor(scattered(4 * FEATURES), [4, FEATURES]) };
    expect([captured.fits(feeds), captured.fits(other), captured.fits({ x: feeds.x! })]).toEqual([true, false, false]);
    expect(() => captured.run(other, ['loss'])).toThrow(/\[8,5\].*\[4,5\].*KD_E_TENSOR_SHAPE/);
    captured.dispose();
    other.x.dispose();
    free(feeds);
    net.dispose();
  });

  test('draws the numbers that the host would draw, to the bit, from the seed of each step', async () => {
    const stream = randomStream(5, 'drop');
    const drawn = createVariable(tensor(new Array<number>(37).fill(0)));
    const step: Step = ({ seed }) =>
      scope(() => {
        drawn.assign(uniform([37], seed as Tensor1D, 4_000_000_000) as Tensor1D);
        return { mean: mean(drawn) };
      });
    const seeds = [0, 1, 2, 3].map((at) => ({ seed: seedTensor(stream, at) }));
    const { results, captured, refusal } = await capture(step, [seeds[0]!, seeds[1]!], [drawn]);
    expect(refusal).toBeUndefined();
    for (const { seed } of seeds) {
      free(captured!.run({ seed }, ['mean']));
      captured!.store();
      const expected = uniform([37], seed, 4_000_000_000);
      expect(await valuesOf([drawn])).toEqual(await valuesOf([expected]));
      expected.dispose();
    }
    captured!.dispose();
    free(...seeds, results);
    drawn.dispose();
  });

  test('variables and constants that share their data are told apart', async () => {
    const [w, twin, fixed] = [0, 0, 0].map(() => createVariable(tensor(scattered(4)))) as [Variable, Variable, Variable];
    twin.assign(w);
    fixed.assign(w);
    const step: Step = ({ x }) =>
      scope(() => {
        w.assign(add(w, x!));
        twin.assign(mul(add(twin, fixed), 0.5));
        return { mean: mean(add(w, twin)) };
      });
    const feeds = [{ x: tensor(scattered(4, 1, 1)) }, { x: tensor(scattered(4, 1, 2)) }] as const;
    const start = await valuesOf([w]);
    const { results, captured, refusal } = await capture(step, feeds, [w, twin]);
    expect(refusal).toBeUndefined();
    free(captured!.run(feeds[1], ['mean']));
    captured!.store();
    const moved = (await valuesOf([feeds[0].x])).map((value, at) => start[at]! + value);
    const again = (await valuesOf([feeds[1].x])).map((value, at) => moved[at]! + value);
    expect(apart(await valuesOf([w]), again)).toBeLessThanOrEqual(1e-6);
    expect(apart(await valuesOf([twin]), start)).toBeLessThanOrEqual(1e-6);
    captured!.dispose();
    free(...feeds, results);
    for (const each of [w, twin, fixed]) each.dispose();
  });

  test('a step that throws is no step: the variables are as before and nothing is left behind', async () => {
    const before = liveCount();
    const w = createVariable(tensor(scattered(4)));
    const start = await valuesOf([w]);
    const step: Step = () =>
      scope(() => {
        w.assign(mul(w, 2));
        throw new Error('no data');
      });
    const feeds = [{ x: tensor([1]) }, { x: tensor([2]) }] as const;
    await expect(capture(step, feeds, [w])).rejects.toThrow('no data');
    expect(await valuesOf([w])).toEqual(start);
    free(...feeds);
    w.dispose();
    expect(liveCount()).toEqual(before);
  });

  describe('refuses, with the reason, and the step was a real one', () => {
    let count = 0;
    const other = createVariable(tensor(scattered(20)));
    afterAll(() => other.dispose());
    const refused: readonly (readonly [string, (w: Variable, x: Tensor) => Tensor, RegExp])[] = [
      ['a number of the host that changes', (w, x) => mul(w, mul(x, ++count)), /a constant that changes from step to step: make it a feed/],
      ['numbers that the host makes anew', (w, x) => mul(add(w, x), tensor(scattered(20, 1, ++count))), /a constant that changes/],
      ["a seed of the step's own", (w, x) => mul(add(w, x), uniform([20], seedTensor(randomStream(1, 'drop'), 0), 0)), /a seed that does not come in/],
      ['a value that the host reads', (w, x) => mul(w, add(x, x).dataSync()[0]!), /the host read a value/],
      ['a variable made in the step', (w, x) => mul(w, createVariable(x.clone())), /a variable was made in the step/],
      [
        'a variable that is not listed',
        (w, x) => {
          other.assign(add(other, x) as Tensor1D);
          return add(other, w);
        },
        /was assigned, which the plan does not list/,
      ],
      ['another operation in the next step', (w, x) => (++count % 2 === 0 ? add(w, x) : mul(w, x)), /another operation/],
    ];
    test.each(refused)('%s', async (_, act, reason) => {
      const w = createVariable(tensor(scattered(20)));
      const step: Step = ({ x }) =>
        scope(() => {
          w.assign(act(w, x!) as Tensor1D);
          return { mean: mean(w) };
        });
      const feeds = [{ x: tensor(scattered(20, 1, 1)) }, { x: tensor(scattered(20, 1, 2)) }] as const;
      const { captured, refusal, results } = await capture(step, feeds, [w]);
      expect(captured).toBeUndefined();
      expect(refusal).toMatch(reason);
      const [mean_] = await valuesOf(Object.values(results));
      expect(mean_).toBeCloseTo((await valuesOf([w])).reduce((a, b) => a + b) / 20, 5);
      free(...feeds, results);
      w.dispose();
    });
  });
});
