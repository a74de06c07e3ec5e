// No copy, no leak, no gradient; comparisons work afterwards; either tensor may go first. On every backend.
import type { Scalar, Tensor } from '@retort/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { backends, use } from '../test/engines.ts';
import { detach } from './detach.ts';
import { gradients } from './gradients.ts';
import { liveCount } from './live-count.ts';
import { scope } from './scope.ts';
import { cast, engine, greater, mul, scalar, sum, tensor1d, topk } from './tf.ts';
import { createVariable } from './variable.ts';

describe.each(await backends())('detach on %s', (backend) => {
  beforeAll(() => use(backend));

  test('shares the data, and the last one out frees it', async () => {
    for (const first of ['original', 'detached'] as const) {
      const before = liveCount();
      const original = tensor1d([1, 2, 3]);
      const detached = detach(original);
      expect(detached.dataId).toBe(original.dataId);
      expect(detached.id).not.toBe(original.id);
      expect(liveCount()).toEqual({ tensors: before.tensors + 2, buffers: before.buffers + 1 });
      const [gone, left] = first === 'original' ? [original, detached] : [detached, original];
      gone.dispose();
      expect([...(await left.data())]).toEqual([1, 2, 3]);
      left.dispose();
      expect(liveCount()).toEqual(before);
    }
  });

  test('is a constant to the gradient', async () => {
    const x = createVariable(tensor1d([1, -2, 3]));
    const before = liveCount();
    const { value, gradients: found } = gradients(() => sum(mul(x, detach(x))), { x });
    expect([...(await (found.x as Tensor).data())]).toEqual([1, -2, 3]);
    expect([...(await value.data())]).toEqual([14]);
    value.dispose();
    found.x?.dispose();
    expect(liveCount()).toEqual(before);
    x.dispose();
  });

  test('comparisons and topk may follow on a differentiated tensor; without it they break the tape', async () => {
    const x = createVariable(tensor1d([1, -2, 3]));
    const masked = (of: (x: Tensor) => Tensor) => () => scope(() => sum(mul(mul(x, x), cast(greater(of(x), 0), 'float32'))) as Scalar);
    const before = liveCount();
    const { value, gradients: found } = gradients(
      masked((t) => detach(mul(t, 2))),
      { x },
    );
    expect([...(await (found.x as Tensor).data())].map(Math.abs)).toEqual([2, 0, 6]);
    const best = gradients(() => scope(() => sum(mul(x, topk(detach(x), 1).values)) as Scalar), { x });
    expect([...(await (best.gradients.x as Tensor).data())]).toEqual([3, 3, 3]);
    for (const one of [value, found.x, best.value, best.gradients.x]) one?.dispose();
    expect(() =>
      gradients(
        masked((t) => mul(t, 2)),
        { x },
      ),
    ).toThrow(/gradient/i);
    expect(liveCount()).toEqual(before);
    x.dispose();
  });

  test('of a variable keeps the value from before an assignment', async () => {
    const before = liveCount();
    const x = createVariable(tensor1d([1, 2]));
    const old = detach(x);
    const next = tensor1d([3, 4]);
    x.assign(next);
    next.dispose();
    expect([...(await old.data())]).toEqual([1, 2]);
    expect([...(await x.data())]).toEqual([3, 4]);
    old.dispose();
    x.dispose();
    expect(liveCount()).toEqual(before);
  });

  test('belongs to the surrounding scope', () => {
    const before = liveCount();
    const x = scalar(1);
    scope(() => void detach(x));
    expect(liveCount().tensors).toBe(before.tensors + 1);
    x.dispose();
    expect(liveCount()).toEqual(before);
  });
});

test('data that another backend holds is shared where it lies', async () => {
  if ((await backends()).length === 1) return;
  await use('wasm');
  const tensors = engine().state.numTensors;
  const x = tensor1d([1, 2]);
  await use('cpu');
  const detached = detach(x);
  x.dispose();
  expect([...(await detached.data())]).toEqual([1, 2]);
  detached.dispose();
  expect(engine().state.numTensors).toBe(tensors);
});
