import { memoryFiles } from '@retort/files';
import type { Student } from '@retort/kernel';
import { gradients, mean, scope, squaredDifference, sub } from '@retort/tensor';
import * as tf from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { codeOf, expectNoLeak, linear, makeStudent, normals, release, snapshot, values } from '../../test/support.ts';
import { adoptModel, isLayersStudent, type LayersStudent, loadModel, modelTeacher, saveModel } from '../index.ts';

const small = { id: 'convnet', widths: [2, 3] };
const large = { id: 'convnet', widths: [4, 6], dense: 5, dropout: 0.5 };
const grafted = { id: 'grafted', of: small };

const teacherOf = (choice: object) => makeStudent(choice as never, { seed: 11 });

/** One step of the loss of SimKD: the mean squared difference of `projected` and the teacher's map. */
async function step(student: LayersStudent, teacher: Student, to: string): Promise<void> {
  const x = normals([4, 8, 8, 1], 'step');
  const answer = teacher.forward(x, { training: false, taps: [to] });
  const { value, gradients: found } = gradients(
    () => mean(squaredDifference(student.forward(x, { training: true, taps: ['projected'] }).taps.projected!, answer.taps[to]!)) as never,
    student.trainables(),
  );
  for (const [name, gradient] of Object.entries(found)) {
    const variable = student.trainables()[name]!;
    scope(() => variable.assign(sub(variable, gradient)));
  }
  release(found);
  release(answer);
  for (const each of [value, x]) each.dispose();
}

const named = (all: Readonly<Record<string, Float32Array>>, start: string) =>
  Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (name.startsWith(start) ? [[name.slice(start.length), value]] : [])));

describe('the graph', () => {
  it('is the student up to its last map, the projector, and the teacher from its last map on', async () => {
    await expectNoLeak(async () => {
      const teacher = await teacherOf(large);
      const [alone, student] = [await makeStudent(small), await makeStudent(grafted, { teacher })];
      const [own, weights, taught] = [await snapshot(alone), await snapshot(student), await snapshot(teacher)];
      expect(named(weights, 'stage')).toEqual(named(own, 'stage'));
      expect(named(weights, 'teacher-')).toEqual(Object.fromEntries(Object.entries(taught).filter(([name]) => !name.startsWith('stage'))));
      expect(Object.keys(weights).filter((name) => !/^(stage|teacher|projector)/.test(name))).toEqual([]);
      // 1x1 to floor(6 / 2) = 3, 3x3, 1x1 to 6.
      const kernels = [1, 2, 3].map((index) => student.trainables()[`projector-conv${index}/kernel`]!.shape);
      expect(kernels).toEqual([
        [1, 1, 3, 3],
        [3, 3, 3, 3],
        [1, 1, 3, 6],
      ]);
      expect(student.shapeOf('projected')).toEqual(teacher.shapeOf('stage2'));
      for (const each of [teacher, alone, student]) each.dispose();
    });
  });

  it('answers what the teacher makes of the projected map', async () => {
    const teacher = await teacherOf(large);
    const student = await makeStudent(grafted, { teacher });
    const x = normals([2, 8, 8, 1]);
    const { logits, taps } = student.forward(x, { training: false, taps: ['projected'] });
    const [map, weights] = [await values(taps.projected!), await snapshot(teacher)];
    const pooled = Array.from({ length: 6 }, (_, d) => Array.from({ length: 16 }, (_, at) => map[at * 6 + d]!).reduce((a, b) => a + b) / 16);
    const features = linear(pooled, weights['features/kernel']!, weights['features/bias']!).map((value) => Math.max(0, value));
    const expected = linear(features, weights['logits/kernel']!, weights['logits/bias']!);
    (await values(logits)).slice(0, 10).forEach((value, c) => void expect(value).toBeCloseTo(expected[c]!, 5));
    release({ logits, taps });
    for (const each of [teacher, student, x]) each.dispose();
  });

  it('trains the lower layers and the projector; the teacher and its part stand still, also when the teacher is gone', async () => {
    const teacher = await teacherOf(large);
    const student = await makeStudent(grafted, { teacher });
    const [before, taught] = [await snapshot(student), await snapshot(teacher)];
    expect(Object.keys(student.trainables()).filter((name) => name.startsWith('teacher'))).toEqual([]);
    await expectNoLeak(async () => {
      for (let count = 0; count < 3; count += 1) await step(student, teacher, 'stage2');
    });
    const after = await snapshot(student);
    expect(named(after, 'teacher-')).toEqual(named(before, 'teacher-'));
    expect(await snapshot(teacher)).toEqual(taught);
    for (const name of Object.keys(student.trainables())) expect(after[name], name).not.toEqual(before[name]);
    teacher.dispose();
    expect(named(await snapshot(student), 'teacher-')).toEqual(named(before, 'teacher-'));
    student.dispose();
  });

  it('runs the part of the teacher as in inference: no dropout, batch norm by the moving statistics', async () => {
    const teacher = await teacherOf({ id: 'wide-resnet', depth: 10, widen: 1 });
    const student = await makeStudent({ ...grafted, of: { id: 'depthwise', widths: [2, 3, 4] }, to: 'stage3' }, { teacher });
    const x = normals([3, 8, 8, 1]);
    const part = Object.keys(student.statistics()).filter((name) => name.startsWith('teacher-stage3-pre/'));
    expect(part.map((name) => name.split('/')[1]).sort()).toEqual(['beta', 'gamma', 'moving_mean', 'moving_variance']);
    const before = await snapshot(student);
    const { logits, taps } = student.forward(x, { training: true, taps: ['projected', 'teacher-stage3-pre'] });
    const [map, normed] = [await values(taps.projected!), await values(taps['teacher-stage3-pre']!)];
    const at = (name: string, d: number) => before[`teacher-stage3-pre/${name}`]![d]!;
    normed.forEach((value, i) => {
      const d = i % 64;
      const expected = ((map[i]! - at('moving_mean', d)) / Math.sqrt(at('moving_variance', d) + 1e-5)) * at('gamma', d) + at('beta', d);
      expect(value).toBeCloseTo(expected, 4);
    });
    expect(named(await snapshot(student), 'teacher-')).toEqual(named(before, 'teacher-'));
    const dropping = await teacherOf(large);
    const dry = await makeStudent(grafted, { teacher: dropping });
    expect(dry.taps.some((tap) => tap.includes('dropout'))).toBe(false);
    release({ logits, taps });
    for (const each of [teacher, student, x, dropping, dry]) each.dispose();
  });

  it('a teacher whose own softmax ends it is taken over with it, and gives logits', async () => {
    const network = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [8, 8, 1] }),
        tf.layers.dense({ units: 6, activation: 'relu', name: 'low' }),
        tf.layers.dense({ units: 10, activation: 'softmax', name: 'high' }),
      ],
    });
    const teacher = adoptModel(network);
    const student = await makeStudent({ ...grafted, to: 'low' }, { teacher });
    const x = normals([1, 8, 8, 1]);
    const trace = student.forward(x, { training: false, taps: ['projected'] });
    const weights = await snapshot(teacher);
    const expected = linear(await values(trace.taps.projected!), weights['high/kernel']!, weights['high/bias']!);
    (await values(trace.logits)).forEach((value, c) => void expect(value).toBeCloseTo(expected[c]!, 5));
    release(trace);
    for (const each of [x, student, teacher]) each.dispose();
  });
});

describe('shapes', () => {
  it('a larger map of the student is averaged in blocks down to the size of the teacher', async () => {
    const teacher = await teacherOf(large);
    const student = await makeStudent({ ...grafted, at: 'stage1' }, { teacher });
    const x = normals([1, 8, 8, 1]);
    const { logits, taps } = student.forward(x, { training: false, taps: ['stage1', 'projector-pool'] });
    const [map, pooled] = [await values(taps.stage1!), await values(taps['projector-pool']!)];
    expect(student.shapeOf('projector-pool')).toEqual([4, 4, 2]);
    const block = [0, 1, 8, 9].map((at) => map[(at + 2 * 8 + 4) * 2 + 1]!).reduce((a, b) => a + b) / 4;
    expect(pooled[(1 * 4 + 2) * 2 + 1]).toBeCloseTo(block, 6);
    release({ logits, taps });
    for (const each of [teacher, student, x]) each.dispose();
  });

  it('sizes that do not divide meet as well', async () => {
    const made = { inputShape: [14, 14, 1] };
    const teacher = await makeStudent({ id: 'convnet', widths: [2, 2, 2] }, made);
    const student = await makeStudent({ id: 'grafted', of: { id: 'convnet', widths: [3] } }, { ...made, teacher });
    expect([student.shapeOf('stage1'), student.shapeOf('projected')]).toEqual([
      [14, 14, 3],
      [4, 4, 2],
    ]);
    for (const each of [teacher, student]) each.dispose();
  });

  it.each([
    ['two vectors', { id: 'mlp', hidden: [7] }, { id: 'mlp', hidden: [9, 8] }, {}, [8], [7, 4]],
    ['a vector and the mean of tokens', { id: 'mlp', hidden: [7] }, { id: 'transformer', width: 8, depth: 1, heads: 2 }, {}, [8], [7, 4]],
    ['a map and the mean of tokens', small, { id: 'transformer', width: 8, depth: 1, heads: 2 }, {}, [8], [3, 4]],
    ['a map and a vector', small, large, { to: 'features' }, [5], [3, 2]],
    ['a factor beyond the width', small, { id: 'mlp', hidden: [3] }, { factor: 8 }, [3], [3, 1]],
  ] as const)('%s', async (_, of, above, options, shape, reduced) => {
    const teacher = await teacherOf(above);
    const student = await makeStudent({ id: 'grafted', of, ...options }, { teacher });
    expect(student.shapeOf('projected')).toEqual(shape);
    expect(student.trainables()['projector-dense1/kernel']!.shape).toEqual(reduced);
    await step(student, teacher, options && 'to' in options ? options.to : 'features');
    for (const each of [teacher, student]) each.dispose();
  });
});

describe('on disk', () => {
  it('it is one standard model, whose part of the teacher comes back frozen', async () => {
    await expectNoLeak(async () => {
      const files = memoryFiles();
      const teacher = await teacherOf(large);
      const student = await makeStudent(grafted, { teacher });
      await step(student, teacher, 'stage2');
      await saveModel(files, student, 'net');
      const back = await loadModel(files, 'net');
      expect(await snapshot(back)).toEqual(await snapshot(student));
      expect(Object.keys(back.trainables())).toEqual(Object.keys(student.trainables()));
      await step(back, teacher, 'stage2');
      await step(student, teacher, 'stage2');
      expect(await snapshot(back), 'training goes on alike').toEqual(await snapshot(student));
      for (const each of [teacher, student, back]) each.dispose();
    });
  });
});

describe('refused, with nothing left', () => {
  it.each([
    ['an unknown tap of the student', { ...grafted, at: 'stage9' }, 'KD_E_TAP_UNKNOWN'],
    ['an unknown tap of the teacher', { ...grafted, to: 'stage9' }, 'KD_E_TAP_UNKNOWN'],
    ['the logits of the teacher', { ...grafted, to: 'logits' }, 'KD_E_FAMILY_OF'],
    ['a map of the student smaller than that of the teacher', { ...grafted, to: 'stage1' }, 'KD_E_FAMILY_OF'],
    ['a vector under a map', { ...grafted, at: 'features' }, 'KD_E_FAMILY_OF'],
    ['a factor of 0', { ...grafted, factor: 0 }, 'KD_E_OPTIONS_INVALID'],
  ])('%s', async (_, choice, code) => {
    const teacher = await teacherOf(large);
    await expectNoLeak(async () => expect(await codeOf(() => makeStudent(choice, { teacher }))).toBe(code));
    teacher.dispose();
  });

  it('a tap of the teacher that a shortcut leads around', async () => {
    const teacher = await teacherOf({ id: 'resnet', depth: 8, width: 2 });
    const choice = { ...grafted, of: { id: 'convnet', widths: [2, 3, 4] }, to: 'stage3-block1-norm2' };
    await expectNoLeak(async () => expect(await codeOf(() => makeStudent(choice, { teacher }))).toBe('KD_E_FAMILY_OF'));
    teacher.dispose();
  });

  it('no teacher, one of other classes, and one that is no layers model', async () => {
    await expectNoLeak(async () => {
      expect(await codeOf(() => makeStudent(grafted))).toBe('KD_E_FAMILY_TEACHER');
      const teacher = await makeStudent(large, { classes: 3 });
      expect(await codeOf(() => makeStudent(grafted, { teacher }))).toBe('KD_E_FAMILY_TEACHER');
      const { taps, classes, shapeOf, forward, trainables, statistics, dispose } = teacher;
      const other = { taps, classes, shapeOf, forward, trainables, statistics, dispose };
      expect(isLayersStudent(other)).toBe(false);
      expect(await codeOf(() => makeStudent(grafted, { teacher: other, classes: 3 }))).toBe('KD_E_FAMILY_TEACHER');
      modelTeacher(teacher).dispose();
    });
  });
});
