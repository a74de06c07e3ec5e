// Every fused operation: the composed form on the cpu engine is what the definition says, and the native one is the composed form,
// value and gradient. The native half runs where the library is installed.
import type { EngineSession, Tensor, Tensor1D } from '@retort/kernel';
import { add, createVariable, engine, gradients, liveCount, mul, normaliseBatch, readAll, relu, scope, setBackend, sum, tensor } from '@retort/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { absent, nativeEngine, titled } from '../native.ts';
import { type FusedCase, fusedCases, together } from './cases.ts';
import { type Numbers, scattered, slopes } from './plain.ts';

const TOLERANCE = 1e-5;

interface Evaluated {
  readonly value: Numbers;
  /** By the differentiated inputs, of the sum of the values times `weights()`. */
  readonly gradients: readonly Numbers[];
}

const weights = (count: number): number[] => scattered(count, 1, 5);
const weigh = (values: Numbers): number => {
  const factors = weights(values.length);
  return values.reduce((total, value, at) => total + value * factors[at]!, 0);
};

async function evaluate({ inputs, compute }: Pick<FusedCase, 'inputs' | 'compute'>): Promise<Evaluated> {
  const made = inputs.map(({ shape, values }) => createVariable(tensor([...values], [...shape], 'float32')));
  const named = Object.fromEntries(made.flatMap((variable, at) => (inputs[at]!.constant ? [] : [[`${at}`, variable]])));
  const found = scope(() => {
    const value = compute(made);
    const { gradients: slope } = gradients(() => {
      const y = compute(made);
      return sum(mul(y, tensor(weights(y.size), y.shape, 'float32')));
    }, named);
    return { value, ...slope };
  });
  const { value, ...read } = await readAll(found);
  for (const each of [...made, ...Object.values(found)]) each.dispose();
  return { value: [...value!], gradients: Object.keys(named).map((name) => [...read[name]!]) };
}

/** Largest difference relative to the largest number. */
function apart(received: Numbers, wanted: Numbers): number {
  expect(received.length).toBe(wanted.length);
  const largest = Math.max(...wanted.map(Math.abs));
  return Math.max(...wanted.map((value, at) => Math.abs(value - received[at]!))) / (largest || 1);
}

function expectEqual(received: Evaluated, wanted: Evaluated): void {
  expect(apart(received.value, wanted.value), 'the value').toBeLessThanOrEqual(TOLERANCE);
  wanted.gradients.forEach((gradient, at) => {
    expect(apart(received.gradients[at]!, gradient), `the gradient of input ${at}`).toBeLessThanOrEqual(TOLERANCE);
  });
}

async function onCpu(one: FusedCase): Promise<Evaluated> {
  await setBackend('cpu');
  return evaluate(one);
}

describe.each(fusedCases)('the composed form on cpu: $name', (one) => {
  test('is the definition, and its gradient that of central differences', async () => {
    const values = one.inputs.map((each) => each.values);
    const wanted = {
      value: one.plain(values),
      gradients: values.flatMap((own, at) => (one.inputs[at]!.constant ? [] : [slopes((x) => weigh(one.plain(values.with(at, x))), own)])),
    };
    expectEqual(await onCpu(one), wanted);
  });
});

describe.skipIf(absent)(titled('the fused form on the native library'), () => {
  let session: EngineSession;
  const run: string[] = [];

  beforeAll(async () => {
    session = await nativeEngine().start();
    const native = engine().backend as unknown as { executeMultipleOutputs(name: string, ...rest: unknown[]): Tensor[] };
    const original = native.executeMultipleOutputs.bind(native);
    native.executeMultipleOutputs = (name, ...rest) => {
      run.push(name);
      return original(name, ...rest);
    };
  });
  afterAll(() => session.dispose());

  test.each(fusedCases)('$name: equals the composed form and runs $operations', async (one) => {
    const composed = await onCpu(one);
    await setBackend('tensorflow');
    run.length = 0;
    const fused = await evaluate(one);
    expect(run).toEqual(expect.arrayContaining([...one.operations]));
    expectEqual(fused, composed);
  });

  test('the same inputs give the same bits, however many threads share the work', async () => {
    await setBackend('tensorflow');
    const shape = [32, 16, 16, 8];
    const large = {
      inputs: [shape, [8], [8]].map((each, at) => ({
        shape: each,
        values: scattered(
          each.reduce((a, b) => a * b, 1),
          1,
          at,
        ),
      })),
      compute: ([x, scale, offset]: readonly Tensor[]) => relu(add(normaliseBatch(x!, scale as Tensor1D, offset as Tensor1D, 1e-3).normalised, offset!)),
    };
    const first = await evaluate(large);
    for (let round = 0; round < 5; round++) expect(await evaluate(large)).toEqual(first);
  });

  test('nothing is left behind', async () => {
    await setBackend('tensorflow');
    const shapes = [[4, 6], [6, 3], [3], [3], [3]];
    const inputs = shapes.map((shape) => ({ shape, values: scattered(shape.reduce((a, b) => a * b, 1)) }));
    const targets = { shape: [4, 3], values: [1, 0, 0, 0, 1, 0, 0, 0, 1, 0.5, 0.5, 0], constant: true as const };
    const net = { inputs: [...inputs, targets], compute: together };
    await evaluate(net);
    const before = liveCount();
    for (let round = 0; round < 3; round++) await evaluate(net);
    expect(liveCount()).toEqual(before);
  });

  test('after the last session the composed form is back, with the same values', async () => {
    const other = await nativeEngine().start();
    const [one] = fusedCases as [FusedCase];
    const fused = await evaluate(one);
    await other.dispose();
    await other.dispose();
    expect(await evaluate(one)).toEqual(fused);
    await session.dispose();
    run.length = 0;
    const composed = await evaluate(one);
    expect(run).not.toContain('FusedBatchNormV3');
    expectEqual(composed, fused);
    session = await nativeEngine().start();
  });
});
