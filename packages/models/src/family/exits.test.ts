import { memoryFiles } from '@retort/files';
import type { Tensor } from '@retort/kernel';
import { gradients, mean, square } from '@retort/tensor';
import * as tf from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { plainLoad, plainSave } from '../../test/plain-folder.ts';
import { codeOf, expectNoLeak, linear, makeStudent, normals, release, snapshot, values } from '../../test/support.ts';
import { loadModel, saveModel } from '../index.ts';

const convnet = { id: 'convnet', widths: [3, 4, 5] };
const exits = { id: 'exits', of: convnet, at: ['stage1', 'stage2'] };
const flat = (taps: readonly string[]) => ({ training: false, taps }) as const;

describe('the network inside', () => {
  it.each([
    [convnet, ['stage1', 'stage2']],
    [{ id: 'mlp', hidden: [6, 5, 4], batchNorm: true }, ['hidden1', 'features']],
    [{ id: 'resnet', depth: 8, width: 2 }, ['stem', 'stage1-pre', 'stage3']],
    [{ id: 'wide-resnet', depth: 10, widen: 1 }, ['stage1', 'stage2']],
    [{ id: 'depthwise', widths: [2, 3] }, ['stage1', 'features']],
  ])('%o starts from the weights it has alone, and says the same', async (of, at) => {
    await expectNoLeak(async () => {
      const [alone, whole] = [await makeStudent(of), await makeStudent({ id: 'exits', of, at })];
      const [weights, all] = [await snapshot(alone), await snapshot(whole)];
      expect(Object.fromEntries(Object.entries(all).filter(([name]) => name in weights))).toEqual(weights);
      for (const name of Object.keys(all)) expect(name in weights || name.startsWith('exit'), name).toBe(true);
      const x = normals([3, 8, 8, 1]);
      const [a, b] = [alone, whole].map((student) => student.forward(x, flat(['features'])));
      expect(await values(b!.logits)).toEqual(await values(a!.logits));
      expect(await values(b!.taps.features!)).toEqual(await values(a!.taps.features!));
      expect(whole.taps.slice(0, alone.taps.length)).toEqual(alone.taps);
      for (const [index] of at.entries()) expect(whole.shapeOf(`exit${index + 1}`)).toEqual([10]);
      release(a!);
      release(b!);
      for (const each of [x, alone, whole]) each.dispose();
    });
  });

  it('frozen as a whole, it stays frozen, and its exits learn', async () => {
    const files = memoryFiles();
    const alone = await makeStudent(convnet);
    await saveModel(files, alone, 'net');
    const of = { id: 'folder', path: 'net', frozen: true };
    const probe = await makeStudent({ ...exits, of }, { files });
    expect(Object.keys(probe.trainables()).every((name) => name.startsWith('exit'))).toBe(true);
    const x = normals([4, 8, 8, 1]);
    const before = await snapshot(alone);
    release(probe.forward(x, { training: true, taps: ['exit1', 'exit2'] }));
    const after = await snapshot(probe);
    expect(Object.fromEntries(Object.keys(before).map((name) => [name, after[name]]))).toEqual(before);
    for (const each of [alone, probe, x]) each.dispose();
  });
});

describe('an exit', () => {
  it('on a map ends in features as wide as the last ones, over a map as small as the last one', async () => {
    const student = await makeStudent({ ...exits, at: ['stage1', 'stage3'] });
    const shapes = ['exit1-block1', 'exit1-map', 'exit1-features', 'exit1', 'exit2-map', 'exit2-features', 'exit2'].map((tap) => student.shapeOf(tap));
    // 8x8 to 2x2 in two halvings, 3 channels to 5 at most; the last map stays.
    expect(shapes).toEqual([[4, 4, 5], [2, 2, 5], [5], [10], [2, 2, 5], [5], [10]]);
    student.dispose();
  });

  it('has the parameters of its blocks by hand', async () => {
    const student = await makeStudent(exits);
    const count = (name: string) =>
      Object.entries(student.trainables())
        .filter(([key]) => key.startsWith(`${name}-`) || key.startsWith(`${name}/`))
        .reduce((sum, [, variable]) => sum + variable.size, 0);
    // Depthwise 9d, batch norm 2d, pointwise d w, batch norm 2w; dense w C + C.
    const block = (from: number, to: number) => 9 * from + 2 * from + from * to + 2 * to;
    expect(count('exit1')).toBe(block(3, 5) + block(5, 5) + 60);
    expect(count('exit2')).toBe(block(4, 5) + 60);
    student.dispose();
  });

  it('on a vector is a dense layer with ReLU and one without', async () => {
    const student = await makeStudent({ id: 'exits', of: { id: 'mlp', hidden: [6, 5] }, at: ['hidden1'], width: 7 });
    expect([student.shapeOf('exit1-features'), student.shapeOf('exit1')]).toEqual([[7], [10]]);
    const x = normals([2, 8, 8, 1]);
    const trace = student.forward(x, flat(['hidden1', 'exit1-features', 'exit1']));
    const weights = await snapshot(student);
    const dense = (input: number[], name: string) => linear(input, weights[`${name}/kernel`]!, weights[`${name}/bias`]!);
    const hidden = (await values(trace.taps.hidden1!)).slice(0, 6);
    const features = dense(hidden, 'exit1-features').map((value) => Math.max(0, value));
    (await values(trace.taps['exit1-features']!)).slice(0, 7).forEach((value, i) => void expect(value).toBeCloseTo(features[i]!, 5));
    const logits = dense(features, 'exit1');
    (await values(trace.taps.exit1!)).slice(0, 10).forEach((value, i) => void expect(value).toBeCloseTo(logits[i]!, 5));
    release(trace);
    for (const each of [student, x]) each.dispose();
  });

  it('teaches what lies below its tap and nothing above', async () => {
    const student = await makeStudent(exits);
    const x = normals([4, 8, 8, 1]);
    const { value, gradients: found } = gradients(
      () => mean(square(student.forward(x, { training: true, taps: ['exit1'] }).taps.exit1!)) as never,
      student.trainables(),
    );
    const reached = Object.keys(found).filter((name) => !name.startsWith('exit1'));
    expect(reached.sort()).toEqual(['stage1-conv1/kernel', 'stage1-norm1/beta', 'stage1-norm1/gamma']);
    release(found);
    for (const each of [value, x, student]) each.dispose();
  });

  it('is computed, and moves its statistics, only where it is asked for', async () => {
    const student = await makeStudent(exits);
    const x = normals([4, 8, 8, 1]);
    const moved = async (taps: string[]) => {
      const before = await snapshot(student);
      release(student.forward(x, { training: true, taps }));
      const after = await snapshot(student);
      return [...new Set(Object.keys(after).filter((name) => after[name]!.join() !== before[name]!.join()))].filter((name) => name.startsWith('exit'));
    };
    expect(await moved([])).toEqual([]);
    const second = await moved(['exit2']);
    expect(second).toContain('exit2-block1-norm1/moving_mean');
    expect(second.every((name) => name.startsWith('exit2'))).toBe(true);
    for (const each of [student, x]) each.dispose();
  });

  it('draws its weights from a stream of its own name: another exit beside it changes none', async () => {
    const [one, two] = [await makeStudent(exits), await makeStudent({ ...exits, at: ['stage1', 'features'] })];
    const [a, b] = [await snapshot(one), await snapshot(two)];
    expect(b['exit1-block1-depthwise/depthwise_kernel']).toEqual(a['exit1-block1-depthwise/depthwise_kernel']);
    expect(new Set(a['exit1/kernel']).size).toBeGreaterThan(40);
    for (const each of [one, two]) each.dispose();
  });
});

describe('what is exported', () => {
  it('without the exits is the inner network, to the byte', async () => {
    const files = memoryFiles();
    const [alone, whole] = [await makeStudent(convnet), await makeStudent(exits)];
    await saveModel(files, alone, 'alone');
    await saveModel(files, whole, 'whole');
    for (const name of ['model.json', 'weights.bin']) expect(await files.readFile(`whole/${name}`)).toEqual(await files.readFile(`alone/${name}`));
    for (const each of [alone, whole]) each.dispose();
  });

  it('with the exits has an output for each, after the logits; it comes back with its taps', async () => {
    await expectNoLeak(async () => {
      const files = memoryFiles();
      const student = await makeStudent({ ...exits, exported: 'kept' });
      const x = normals([3, 8, 8, 1]);
      const trace = student.forward(x, flat(['exit1', 'exit2']));
      await saveModel(files, student, 'net');
      const back = await loadModel(files, 'net');
      expect(await snapshot(back)).toEqual(await snapshot(student));
      expect(back.taps).toEqual(student.taps);
      const again = back.forward(x, flat(['exit1', 'exit2']));
      const plain = await plainLoad(files, 'net');
      const outputs = plain.predict(x) as Tensor[];
      for (const [index, value] of [trace.logits, trace.taps.exit1!, trace.taps.exit2!].entries()) {
        const same = index === 0 ? again.logits : again.taps[`exit${index}`]!;
        expect(await values(same)).toEqual(await values(value));
        expect(await values(outputs[index] as never)).toEqual(await values(value));
      }
      release(trace);
      release(again);
      for (const each of [...outputs, plain, back, student, x]) each.dispose();
    });
  });
});

describe('refused, with nothing left', () => {
  const coded = async (choice: object) => {
    let code = '';
    await expectNoLeak(async () => {
      code = await codeOf(() => makeStudent(choice as never));
    });
    return code;
  };

  it.each([
    ['an unknown tap', { ...exits, at: ['stage9'] }, 'KD_E_TAP_UNKNOWN'],
    ['the logits', { ...exits, at: ['logits'] }, 'KD_E_FAMILY_OF'],
    ['one tap twice', { ...exits, at: ['stage1', 'stage1'] }, 'KD_E_FAMILY_OF'],
    ['exits around exits', { ...exits, of: exits }, 'KD_E_FAMILY_OF'],
    ['no tap', { ...exits, at: [] }, 'KD_E_OPTIONS_INVALID'],
    ['an unknown network', { ...exits, of: 'convent' }, 'KD_E_ID_UNKNOWN'],
    ['wrong options inside', { ...exits, of: { id: 'convnet', widht: [1] } }, 'KD_E_OPTIONS_INVALID'],
  ])('%s', async (_, choice, code) => {
    expect(await coded(choice)).toBe(code);
  });

  it('a network that cannot be built, and a tap that is a sequence', async () => {
    await expectNoLeak(async () => expect(await codeOf(() => makeStudent(exits, { inputShape: [64] }))).toBe('KD_E_FAMILY_INPUT'));
    const files = memoryFiles();
    const layers = [
      tf.layers.conv1d({ filters: 2, kernelSize: 3, inputShape: [8, 1], name: 'c' }),
      tf.layers.flatten({ name: 'f' }),
      tf.layers.dense({ units: 3 }),
    ];
    const model = tf.sequential({ layers });
    await plainSave(files, model, 'net');
    model.dispose();
    const of = { id: 'folder', path: 'net' };
    const made = (at: string[]) => makeStudent({ id: 'exits', of, at }, { files, inputShape: [8, 1], classes: 3 });
    await expectNoLeak(async () => expect(await codeOf(() => made(['c']))).toBe('KD_E_FAMILY_OF'));
    (await made(['f'])).dispose();
  });
});
