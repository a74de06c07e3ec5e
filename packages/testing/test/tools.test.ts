// The small tools: finite differences, leaks, closeness, the maker over a list.
import { defineMapping, defineSchedule, token } from '@retort/kernel';
import { ones, randomStream, zeros } from '@retort/tensor';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { coded, expectClose, expectFinite, expectNoLeak, expectNoLeakWhenThrown, finiteDifference, makerOf, randomHost } from '../src/index.ts';

test('finite differences of a cubic', async () => {
  const gradient = await finiteDifference((x) => x[0]! ** 3 + 2 * x[1]!, Float32Array.from([2, 5]), 1e-3);
  expectClose(gradient, [12, 2], 1e-5, 'the gradient');
});

describe('leaks', () => {
  test('nothing made, nothing said; the result comes back', async () => {
    expect(await expectNoLeak(async () => 7)).toBe(7);
    expect(await expectNoLeak(() => zeros([2]).dispose())).toBeUndefined();
  });

  test('a tensor left behind is found, after an error too', async () => {
    const left = [zeros([1])];
    await expect(expectNoLeak(() => void left.push(ones([2])))).rejects.toThrow('left behind');
    await expect(
      expectNoLeakWhenThrown(() => {
        left.push(ones([2]));
        throw new Error('midway');
      }),
    ).rejects.toThrow('left behind');
    expect(
      await expectNoLeakWhenThrown(() => {
        throw new RangeError('midway');
      }),
    ).toBeInstanceOf(RangeError);
    await expect(expectNoLeakWhenThrown(() => 3)).rejects.toThrow('received 3');
    for (const tensor of left) tensor.dispose();
  });
});

test('closeness says where and by how much', () => {
  expectClose([1, 2], [1, 2.00001], 1e-4, 'x');
  expectClose([1e-6], [0], 1e-5, 'x');
  expect(() => expectClose([1, 2], [1, 3], 0.1, 'the loss')).toThrow(/the loss: at 1 expected 3, received 2/);
  expect(() => expectClose([Number.NaN], [1], 0.1, 'x')).toThrow(/received NaN/);
  expect(() => expectClose([1], [1, 2], 0.1, 'x')).toThrow(/expected 2 values/);
  expect(() => expectFinite([0, Number.POSITIVE_INFINITY], 'x')).toThrow(/Infinity at 1/);
});

describe('the maker over a list', () => {
  const half = defineSchedule({
    id: 'half',
    summary: 'half',
    options: z.strictObject({ of: z.number().default(1) }),
    create: ({ of }) => ({ at: () => of / 2 }),
  });
  const clock = { step: 0, epoch: 0, stepsPerEpoch: 1, steps: 1, progress: 0 };

  test('makes by id, and with options', () => {
    expect(makerOf([half]).make('schedule', 'half').at(clock)).toBe(0.5);
    expect(makerOf([half]).make('schedule', { id: 'half', of: 3 }).at(clock)).toBe(1.5);
  });

  test('refuses unknown ids, ids of another axis, wrong options, and what needs a container', () => {
    const needy = defineMapping({ id: 'needy', summary: 'needy', needs: { files: token('files') }, create: () => ({ pairs: () => [] }) });
    const maker = makerOf([half, needy]);
    expect(() => maker.make('schedule', 'hlaf')).toThrow(/did you mean "half".*KD_E_ID_UNKNOWN/);
    for (const id of ['__proto__', 'constructor']) expect(() => maker.get('schedule', id)).toThrow('KD_E_ID_UNKNOWN');
    expect(() => maker.make('mapping', 'half')).toThrow('KD_E_ID_UNKNOWN');
    expect(() => maker.make('schedule', { id: 'half', off: 3 })).toThrow('KD_E_OPTIONS_INVALID');
    expect(() => maker.make('mapping', 'needy')).toThrow('KD_E_TOKEN_UNKNOWN');
  });
});

test('coded() wants the code and the message', () => {
  const wrong = new Error('plain');
  expect(() => coded('KD_E_ID_UNKNOWN')(wrong)).toThrow('expected an error of the code KD_E_ID_UNKNOWN');
});

test('random tensors are a function of the stream', () => {
  const draw = () => randomHost(randomStream(3, 'x'), 2, [3]);
  expect(draw()).toEqual(draw());
  expect(draw().shape).toEqual([2, 3]);
});
