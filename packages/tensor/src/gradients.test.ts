// Names, ownership, what is refused, and that nothing is left behind: on success, on a throw forwards, and backwards.
import type { Scalar, Tensor } from '@retort/kernel';
import { beforeEach, describe, expect, test } from 'vitest';
import { backends, use } from '../test/engines.ts';
import { detach } from './detach.ts';
import { gradients } from './gradients.ts';
import { liveCount } from './live-count.ts';
import { softmaxKl } from './numerics/softmax-kl.ts';
import { scope } from './scope.ts';
import { add, cast, customGrad, greater, keep, matMul, mean, mul, relu, scalar, square, sum, tensor1d, tensor2d } from './tf.ts';
import { createVariable } from './variable.ts';

describe.each(await backends())('gradients on %s', (backend) => {
  beforeEach(() => use(backend));

  test('are keyed by our names, and owned by the caller', async () => {
    const [a, b] = [createVariable(scalar(3)), createVariable(scalar(4))];
    const before = liveCount();
    const { value, gradients: found } = gradients(() => scope(() => add(square(a), mul(a, b))), { 'layer/kernel': a, 'layer/bias': b });
    expect(Object.keys(found)).toEqual(['layer/kernel', 'layer/bias']);
    expect([...(await value.data())]).toEqual([21]);
    expect([...(await (found['layer/kernel'] as Tensor).data())]).toEqual([10]);
    expect([...(await (found['layer/bias'] as Tensor).data())]).toEqual([3]);
    expect(liveCount().tensors).toBe(before.tensors + 3);
    for (const one of [value, ...Object.values(found)]) one.dispose();
    expect(liveCount()).toEqual(before);
    a.dispose();
    b.dispose();
  });

  test('only the listed variables are differentiated, trainable or not; an unreached one is absent', () => {
    const [student, teacher, other] = [createVariable(scalar(3), false), createVariable(scalar(4)), createVariable(scalar(5))];
    const { value, gradients: found } = gradients(() => scope(() => mul(student, teacher)), { student, other });
    expect(Object.keys(found)).toEqual(['student']);
    for (const one of [value, found.student, student, teacher, other]) one?.dispose();
  });

  test('two names of one variable, and inputs that share one gradient, get tensors of their own', async () => {
    const [a, b] = [createVariable(scalar(3)), createVariable(scalar(4))];
    const before = liveCount();
    const shared = customGrad((x, y) => ({ value: add(x as Scalar, y as Scalar), gradFunc: (dy: Tensor) => [dy, dy] }));
    const { value, gradients: found } = gradients(() => shared(a, b) as Scalar, { a, again: a, b });
    found.a?.dispose();
    expect([...(await (found.again as Tensor).data())]).toEqual([1]);
    expect([...(await (found.b as Tensor).data())]).toEqual([1]);
    for (const one of [value, found.again, found.b]) one?.dispose();
    expect(liveCount()).toEqual(before);
    a.dispose();
    b.dispose();
  });

  test('nothing is left when the function throws midway, whatever it had recorded', () => {
    const weights = createVariable(tensor2d([1, -2, 3, 4], [2, 2]));
    const before = liveCount();
    const failure = new Error('midway');
    const broken = (): Scalar => {
      const hidden = relu(matMul(weights, weights));
      const terms = scope(() => mean(softmaxKl(hidden as never, tensor2d([1, 2, 3, 4], [2, 2]), 4)));
      if (terms.rank === 0) throw failure;
      return terms as Scalar;
    };
    for (let round = 0; round < 3; round++) expect(() => gradients(broken, { weights })).toThrow(failure);
    expect(liveCount()).toEqual(before);
    weights.dispose();
  });

  test('nothing is left when the backward pass throws', () => {
    const x = createVariable(tensor1d([1, -2]));
    const before = liveCount();
    const broken = customGrad((input) => ({
      value: square(input as Tensor),
      gradFunc: () => {
        throw new Error('backwards');
      },
    }));
    expect(() => gradients(() => sum(mul(relu(broken(square(x))), 2)), { x })).toThrow('backwards');
    expect(() => gradients(() => sum(mul(x, cast(greater(square(x), 1), 'float32'))), { x })).toThrow(/gradient/);
    expect(liveCount()).toEqual(before);
    x.dispose();
  });

  test('an inner pass that fails leaves the outer one whole', async () => {
    const x = createVariable(scalar(3));
    const before = liveCount();
    const { value, gradients: found } = gradients(
      () => {
        const outer = square(x);
        expect(() => gradients(() => tensor1d([1, 2]) as unknown as Scalar, { x })).toThrow(/KD_E_TENSOR_NOT_SCALAR/);
        return mul(outer, x);
      },
      { x },
    );
    expect([...(await (found.x as Tensor).data())]).toEqual([27]);
    value.dispose();
    found.x?.dispose();
    expect(liveCount()).toEqual(before);
    x.dispose();
  });

  test('refuses what it cannot differentiate, with nothing left', () => {
    const x = createVariable(tensor1d([1, 2]));
    const before = liveCount();
    expect(() => gradients(() => square(x) as unknown as Scalar, { x })).toThrow(/float32 \[2\].*KD_E_TENSOR_NOT_SCALAR/);
    expect(() => gradients(() => sum(detach(x)), { x })).toThrow(/KD_E_TENSOR_UNCONNECTED/);
    expect(() => gradients(() => sum(x), {})).toThrow(/KD_E_TENSOR_UNCONNECTED/);
    expect(() => gradients((async () => sum(square(x))) as unknown as () => Scalar, { x })).toThrow(/KD_E_TENSOR_SCOPE_ASYNC/);
    expect(() => gradients(() => undefined as unknown as Scalar, { x })).toThrow(/KD_E_TENSOR_NOT_SCALAR/);
    expect(liveCount()).toEqual(before);
    x.dispose();
  });

  test('what the function keeps outlives the pass, and stays with its keeper', async () => {
    const x = createVariable(tensor1d([1, 2]));
    const before = liveCount();
    const terms: Tensor[] = [];
    const { value, gradients: found } = gradients(
      () => {
        terms.push(keep(sum(square(x))));
        return mul(terms[0] as Scalar, 0.5);
      },
      { x },
    );
    expect([...(await (terms[0] as Tensor).data())]).toEqual([5]);
    for (const one of [value, found.x, ...terms]) one?.dispose();
    expect(liveCount()).toEqual(before);
    x.dispose();
  });

  test('many steps leave no more than one', () => {
    const weights = createVariable(tensor2d([1, -2, 3, 4], [2, 2]));
    const counts = Array.from({ length: 200 }, () => {
      const { value, gradients: found } = gradients(() => scope(() => mean(relu(matMul(weights, weights)))), { weights });
      value.dispose();
      found.weights?.dispose();
      return liveCount();
    });
    expect(counts.at(-1)).toEqual(counts[0]);
    weights.dispose();
  });
});
