// Opening and asking: layouts, numbers of rows, shapes and refusals over a runtime of a few lines; PyTorch's numbers over the real one.
import { availableParallelism } from 'node:os';
import { expectClose, expectNoLeak } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { type FakeModel, fakeRuntime } from '../../test/fake-runtime.ts';
import { ask, batchOf, build, expected, fixture, installed, needs } from '../../test/fixtures.ts';
import { findRuntime } from '../runtime/find-runtime.ts';
import { OnnxOptions } from './onnx-options.ts';
import { openOnnx } from './open-onnx.ts';

const MAPS = '/relu/Relu_output_0';
const tiny = await fixture('tiny.onnx');
const optionsOf = (options: object) => {
  const { path: _, ...rest } = OnnxOptions.parse({ path: 'x.onnx', layout: 'nchw', ...options });
  return rest;
};

/** Logits: the first four numbers that it was given, in the model's order. Maps: channel, row and column as the digits of a number. */
const model: FakeModel = {
  shape: ['batch', 3, 6, 5],
  say: (name, rows) =>
    name === MAPS
      ? {
          sizes: [2, 3, 4],
          values: rows.flatMap(() => Array.from({ length: 24 }, (_, at) => 100 * Math.floor(at / 12) + 10 * (Math.floor(at / 4) % 3) + (at % 4))),
        }
      : { sizes: [4], values: rows.flatMap((row) => [...row.slice(0, 4)]) },
};
const open = (options: object = {}, change: Partial<FakeModel> = {}, runtime = fakeRuntime({ ...model, ...change })) =>
  openOnnx(tiny, optionsOf(options), build, runtime);

describe('a runtime of a few lines', () => {
  const inputs = (row: number, ...at: readonly number[]) => at.map((place) => Math.fround(expected.inputs.values[90 * row + place]!));

  test('channels first: the first numbers are those of the first channel', async () => {
    const teacher = await open({ taps: { maps: MAPS } });
    expect(teacher.taps).toEqual(['logits', 'maps']);
    const said = await ask(teacher, batchOf(2), ['maps']);
    expect(said.logits).toEqual({ shape: [2, 4], values: [0, 1].flatMap((row) => inputs(row, 0, 3, 6, 9)) });
    expect(teacher.shapeOf('maps')).toEqual([3, 4, 2]);
    expect(said.maps!.shape).toEqual([2, 3, 4, 2]);
    // Row 1, column 2, both channels.
    expect(said.maps!.values.slice(2 * (4 * 1 + 2), 2 * (4 * 1 + 2) + 2)).toEqual([12, 112]);
    teacher.dispose();
  });

  test('channels last and flat: as they are', async () => {
    for (const [layout, shape] of [
      ['nhwc', ['batch', 6, 5, 3]],
      ['flat', ['batch', 90]],
    ] as const) {
      const teacher = await open({ layout, taps: { maps: MAPS } }, { shape });
      const said = await ask(teacher, batchOf(1), ['maps']);
      expect(said.logits!.values).toEqual(inputs(0, 0, 1, 2, 3));
      expect(teacher.shapeOf('maps')).toEqual([2, 3, 4]);
      teacher.dispose();
    }
    const named = await open({ layout: 'nhwc', taps: { maps: { tensor: MAPS, layout: 'nchw' } } }, { shape: ['batch', 6, 5, 3] });
    expect(named.shapeOf('maps')).toEqual([3, 4, 2]);
    named.dispose();
  });

  test('normalised by channel, or by one number for all', async () => {
    const [mean, std] = [
      [1, 2, 3],
      [2, 4, 8],
    ];
    const each = await open({ layout: 'flat', normalise: { mean, std } }, { shape: ['batch', 90] });
    const [a, b, c, d] = inputs(0, 0, 1, 2, 3) as [number, number, number, number];
    expectClose((await ask(each, batchOf(1))).logits!.values, [(a - 1) / 2, (b - 2) / 4, (c - 3) / 8, (d - 1) / 2], 1e-6, 'by channel');
    const all = await open({ layout: 'flat', normalise: { mean: 1, std: 2 } }, { shape: ['batch', 90] });
    expectClose(
      (await ask(all, batchOf(1))).logits!.values,
      [a, b, c, d].map((value) => (value - 1) / 2),
      1e-6,
      'for all',
    );
    await expect(open({ normalise: { mean: [1, 2], std: 1 } })).rejects.toThrow(/normalise.mean.*1 or 3 numbers.*KD_E_ONNX_INPUT/);
    for (const teacher of [each, all]) teacher.dispose();
  });

  test.each([
    [2, 5, [2, 2, 2, 2]],
    [4, 3, [4, 4]],
    [1, 3, [1, 1, 1, 1]],
  ])('of %d rows at once: %d rows in as many runs as it takes, the rehearsal first', async (rows, size, runs) => {
    const runtime = fakeRuntime({ ...model, shape: [rows, 3, 6, 5] });
    const teacher = await open({}, {}, runtime);
    const said = await ask(teacher, batchOf(size));
    expect(said.logits!.values).toEqual(Array.from({ length: size }, (_, row) => inputs(row, 0, 3, 6, 9)).flat());
    expect(runtime.runs).toEqual(runs);
    teacher.dispose();
  });

  test('any number of rows at once: one run; threads are handed on; the session is released', async () => {
    const runtime = fakeRuntime(model);
    const teacher = await open({ threads: 3 }, {}, runtime);
    await ask(teacher, batchOf(5));
    expect(runtime.runs).toEqual([2, 5]);
    expect(runtime.options).toEqual([{ executionProviders: ['cpu'], interOpNumThreads: 1, intraOpNumThreads: 3, logSeverityLevel: 3 }]);
    teacher.dispose();
    expect(runtime.released).toBe(1);
  });

  test('takes half of the cores where nothing is said of threads, one at least', async () => {
    const runtime = fakeRuntime(model);
    (await open({}, {}, runtime)).dispose();
    expect(runtime.options).toMatchObject([{ intraOpNumThreads: Math.max(1, Math.floor(availableParallelism() / 2)) }]);
  });

  test.each<[string, object, Partial<FakeModel>, RegExp]>([
    ['another size', {}, { shape: ['batch', 3, 6, 6] }, /\[B, 3, 6, 5\].*"nchw".*\[batch, 3, 6, 6\].*KD_E_ONNX_INPUT/],
    ['another layout', { layout: 'nhwc' }, {}, /\[B, 6, 5, 3\].*KD_E_ONNX_INPUT/],
    ['another rank', { layout: 'flat' }, {}, /\[B, 90\].*KD_E_ONNX_INPUT/],
    ['inputs that are no float32', {}, { type: 'float16' }, /float16.*KD_E_ONNX_INPUT/],
    ['other classes', {}, { say: (_, rows) => ({ sizes: [5], values: rows.flatMap(() => [1, 2, 3, 4, 5]) }) }, /\[B, 4\].*\[2, 5\].*KD_E_ONNX_OUTPUT/],
    ['logits that are maps', {}, { say: (_, rows) => ({ sizes: [4, 1, 1], values: rows.flatMap(() => [1, 2, 3, 4]) }) }, /KD_E_ONNX_OUTPUT/],
    [
      'logits that are no float32',
      {},
      { say: (_, rows) => ({ sizes: [4], values: rows.flatMap(() => [1, 2, 3, 4]), type: 'int64' }) },
      /int64.*KD_E_ONNX_OUTPUT/,
    ],
    [
      'a model that fails',
      {},
      {
        say: () => {
          throw new Error('node Reshape failed');
        },
      },
      /on 2 samples: node Reshape failed.*KD_E_ONNX_RUN/,
    ],
  ])('refuses %s, and releases the session', async (_, options, change, message) => {
    const runtime = fakeRuntime({ ...model, ...change });
    await expect(open(options, {}, runtime)).rejects.toThrow(message);
    expect(runtime.released).toBe(1);
  });

  test('says what it is: the file, and what is read of it', async () => {
    const digests = new Set<string>();
    for (const options of [{}, { taps: { maps: MAPS } }, { logits: '/hidden/Gemm_output_0' }, { normalise: { mean: 1, std: 2 } }]) {
      const teacher = await open(options);
      digests.add(await teacher.digest!());
      expect(teacher.parameters).toBe(expected.parameters - 8);
      expect(() => teacher.shapeOf('map')).toThrow('KD_E_TAP_UNKNOWN');
      teacher.dispose();
    }
    expect(digests.size).toBe(4);
    for (const digest of digests) expect(digest).toMatch(/^onnx [0-9a-f]{64} \{/);
  });
});

describe.skipIf(!installed)(`PyTorch's numbers (${needs})`, () => {
  const answer = async (name: string, options: object = {}, taps: readonly string[] = []) => {
    const teacher = await openOnnx(await fixture(name), optionsOf({ threads: 1, ...options }), build, findRuntime());
    try {
      return await expectNoLeak(() => ask(teacher, batchOf(), taps));
    } finally {
      teacher.dispose();
    }
  };
  const close = (
    said: { readonly shape: readonly number[]; readonly values: readonly number[] } | undefined,
    name: 'logits' | 'maps' | 'vectors' | 'flat' | 'normalised',
  ) => {
    expect(said!.shape).toEqual(expected[name].shape);
    expectClose(said!.values, expected[name].values, 1e-4, name);
  };

  test('logits, and inner tensors as taps', async () => {
    const said = await answer('tiny.onnx', { taps: { maps: MAPS, vectors: '/tanh/Tanh_output_0', same: 'logits' } }, ['vectors', 'maps', 'same', 'logits']);
    for (const name of ['logits', 'maps', 'vectors'] as const) close(said[name], name);
    expect(said.same).toEqual(said.logits);
  });

  test('a fixed batch, a Softmax at the end, other layouts, normalised inputs', async () => {
    close((await answer('fixed-batch.onnx')).logits, 'logits');
    close((await answer('softmax.onnx', { softmax: 'remove' })).logits, 'logits');
    close((await answer('channels-last.onnx', { layout: 'nhwc' })).logits, 'logits');
    close((await answer('flat.onnx', { layout: 'flat' })).logits, 'flat');
    close((await answer('tiny.onnx', { normalise: { mean: [0.1, 0.2, 0.3], std: [0.5, 0.25, 2] } })).logits, 'normalised');
    await expect(answer('softmax.onnx')).rejects.toThrow('KD_E_ONNX_OUTPUT');
    await expect(answer('tiny.onnx', { layout: 'nhwc' })).rejects.toThrow('KD_E_ONNX_INPUT');
  });

  test('what the runtime refuses is a coded error', async () => {
    const broken = tiny.slice();
    broken.set(new TextEncoder().encode('Xonv'), Buffer.from(broken).indexOf('\x22\x04Conv') + 2);
    await expect(openOnnx(broken, optionsOf({}), build, findRuntime())).rejects.toThrow('KD_E_ONNX_RUN');
  });
});
