// The contract of teachers, for ONNX files: over the real runtime where it is installed, over a small one where it is not.
import { teacherContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { fakeRuntime } from '../../test/fake-runtime.ts';
import { build, fixture, installed, needs } from '../../test/fixtures.ts';
import { findRuntime } from '../runtime/find-runtime.ts';
import { OnnxOptions } from './onnx-options.ts';
import { openOnnx } from './open-onnx.ts';

const { path: _, ...options } = OnnxOptions.parse({
  path: 'x',
  layout: 'nchw',
  threads: 1,
  taps: { maps: '/relu/Relu_output_0', vectors: '/tanh/Tanh_output_0' },
});
const small = fakeRuntime({
  shape: ['batch', 3, 6, 5],
  say(name, rows) {
    const sizes = name === 'logits' ? [4] : name.startsWith('/relu') ? [4, 6, 5] : [8];
    const width = sizes.reduce((a, b) => a * b, 1);
    return { sizes, values: rows.flatMap((row) => Array.from({ length: width }, (_, at) => row[at % 90]!)) };
  },
});

for (const name of ['tiny.onnx', 'fixed-batch.onnx'])
  teacherContract(`${name} (${needs})`, {
    describe: installed ? describe : describe.skip,
    test,
    inputShape: build.inputShape,
    make: async () => openOnnx(await fixture(name), options, build, findRuntime()),
  });

teacherContract('an ONNX file over a small runtime', {
  describe,
  test,
  inputShape: build.inputShape,
  make: async () => openOnnx(await fixture('tiny.onnx'), options, build, small),
});
