import { memoryFiles } from '@retort/files';
import { gradients, mean, square } from '@retort/tensor';
import * as tf from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { plainSave } from '../../test/plain-folder.ts';
import { codeOf, expectNoLeak, linear, makeStudent, normals, release, seedAt, snapshot, values } from '../../test/support.ts';
import { type LayersStudent, saveModel } from '../index.ts';

const convnet = { id: 'convnet', widths: [3, 4] };
const branches = { id: 'branches', of: convnet, from: 'stage1' };
const names = ['branch1', 'branch2', 'branch3'];

async function read(student: LayersStudent, taps: readonly string[], inputs = normals([3, ...student.inputShape])): Promise<Record<string, number[]>> {
  const trace = student.forward(inputs, { training: false, taps });
  const all: Record<string, number[]> = { logits: await values(trace.logits) };
  for (const tap of taps) all[tap] = await values(trace.taps[tap]!);
  release(trace);
  inputs.dispose();
  return all;
}

const row = (all: readonly number[], index: number, width: number) => all.slice(index * width, (index + 1) * width);

describe('the ensemble', () => {
  it('is the sum of the branches, weighed by a softmax of the rectified gate', async () => {
    const student = await makeStudent(branches);
    const found = await read(student, [...names, 'gate', 'gate-norm', 'gate-pool']);
    const weights = await snapshot(student);
    for (let sample = 0; sample < 3; sample += 1) {
      // A fresh batch norm in inference: mean 0, variance 1, epsilon 1e-5.
      const scores = linear(row(found['gate-pool']!, sample, 3), weights['gate-dense/kernel']!, weights['gate-dense/bias']!).map(
        (z) => z / Math.sqrt(1 + 1e-5),
      );
      const powers = scores.map((score) => Math.exp(Math.max(0, score)));
      const gate = powers.map((power) => power / powers.reduce((a, b) => a + b, 0));
      row(found.gate!, sample, 3).forEach((share, index) => void expect(share).toBeCloseTo(gate[index]!, 5));
      for (let c = 0; c < 10; c += 1) {
        const expected = names.reduce((sum, name, index) => sum + gate[index]! * found[name]![sample * 10 + c]!, 0);
        expect(found.logits![sample * 10 + c]).toBeCloseTo(expected, 5);
      }
    }
    student.dispose();
  });

  it('has the parameters of what is shared once, of the rest m times, and of the gate', async () => {
    const student = await makeStudent({ ...branches, branches: 4 });
    const total = Object.values(student.trainables()).reduce((sum, variable) => sum + variable.size, 0);
    expect(total).toBe(27 + 6 + 4 * (9 * 3 * 4 + 8 + 50) + (3 * 4 + 4 + 8));
    expect(student.shapeOf('gate')).toEqual([4]);
    student.dispose();
  });
});

describe('the network inside', () => {
  it.each([
    [convnet, 'stage1', ['stage1-conv1/kernel']],
    [{ id: 'mlp', hidden: [6, 5], batchNorm: true, dropout: 0.2 }, 'hidden1', ['hidden1-dense/kernel']],
    [{ id: 'resnet', depth: 8, width: 2 }, 'stage2', ['stem-conv/kernel', 'stage2-block1-shortcut/kernel']],
    [{ id: 'wide-resnet', depth: 10, widen: 1 }, 'stage1', ['stem/kernel']],
    [{ id: 'depthwise', widths: [2, 3] }, 'stage1', ['stem-conv/kernel']],
  ])('%o up to %s starts from the weights it has alone; the branches have names and weights of their own', async (of, from, shared) => {
    await expectNoLeak(async () => {
      const [alone, whole] = [await makeStudent(of), await makeStudent({ id: 'branches', of, from })];
      const [weights, all] = [await snapshot(alone), await snapshot(whole)];
      for (const name of shared) expect(all[name]).toEqual(weights[name]);
      for (const [name, value] of Object.entries(all)) {
        const inner = name.replace(/^branch\d-/, '');
        if (inner === name && !name.startsWith('gate')) expect(value).toEqual(weights[name]);
        else if (inner !== name) expect([name, value.length]).toEqual([name, weights[inner]!.length]);
      }
      for (const name of Object.keys(weights)) expect(name in all || `branch3-${name}` in all, name).toBe(true);
      expect(all['branch1-logits/kernel']).not.toEqual(all['branch2-logits/kernel']);
      for (const name of [...names, 'logits']) expect(whole.shapeOf(name)).toEqual([10]);
      expect(whole.shapeOf('branch2-features')).toEqual(alone.shapeOf('features'));
      for (const each of [alone, whole]) each.dispose();
    });
  });

  it('may be shared whole, or not at all', async () => {
    const upper = await makeStudent({ ...branches, from: 'features' });
    expect(Object.keys(await snapshot(upper)).filter((name) => name.startsWith('branch2'))).toEqual(['branch2-logits/kernel', 'branch2-logits/bias']);
    const lower = await makeStudent({ ...branches, from: 'input' });
    expect(Object.keys(await snapshot(lower)).filter((name) => name.startsWith('stage'))).toEqual([]);
    for (const each of [upper, lower]) each.dispose();
  });

  it('may be cut beside a shortcut: the branches read what comes before by the way around', async () => {
    const of = { id: 'resnet', depth: 8, width: 2 };
    const student = await makeStudent({ id: 'branches', of, from: 'stage1-block1-norm2', branches: 2 });
    const found = await read(student, ['stem', 'stage1-block1-norm2', 'branch2-stage1']);
    const sums = found.stem!.map((value, i) => Math.fround(value + found['stage1-block1-norm2']![i]!));
    expect(found['branch2-stage1']).toEqual(sums.map((value) => Math.max(0, value)));
    student.dispose();
  });

  it('may be a trained one that ends in a softmax: what is shared keeps its weights, and logits are weighed', async () => {
    const files = memoryFiles();
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 5, inputShape: [4], activation: 'relu', name: 'low' }),
        tf.layers.dense({ units: 3, activation: 'softmax', name: 'high' }),
      ],
    });
    const low = await values(model.layers[0]!.weights[0]!.read());
    await plainSave(files, model, 'net');
    model.dispose();
    await expectNoLeak(async () => {
      const choice = { id: 'branches', of: { id: 'folder', path: 'net', taps: { features: 'low' } }, from: 'features', branches: 2 };
      const student = await makeStudent(choice, { files, inputShape: [4], classes: 3 });
      const weights = await snapshot(student);
      expect([...weights['low/kernel']!]).toEqual(low);
      const found = await read(student, ['features', 'branch1']);
      const logits = linear(row(found.features!, 0, 5), weights['branch1-high/kernel']!, weights['branch1-high/bias']!);
      row(found.branch1!, 0, 3).forEach((value, c) => void expect(value).toBeCloseTo(logits[c]!, 5));
      student.dispose();
    });
  });
});

describe('a branch', () => {
  it('learns from its own loss with the layers below, and no other branch does', async () => {
    const student = await makeStudent(branches);
    const x = normals([4, 8, 8, 1]);
    const { value, gradients: found } = gradients(
      () => mean(square(student.forward(x, { training: true, taps: ['branch2'] }).taps.branch2!)) as never,
      student.trainables(),
    );
    const reached = new Set(Object.keys(found).map((name) => name.split('-')[0]));
    expect([...reached].sort()).toEqual(['branch2', 'stage1']);
    release(found);
    for (const each of [value, x, student]) each.dispose();
  });

  it('drops by draws of its own, those of the step', async () => {
    const of = { id: 'mlp', hidden: [40], dropout: 0.5 };
    const student = await makeStudent({ id: 'branches', of, from: 'input', branches: 2 });
    const x = normals([2, 8, 8, 1]);
    const dropped = async (step: number) => {
      const seed = seedAt(step);
      const trace = student.forward(x, { training: true, seed, taps: ['branch1-hidden1-dropout', 'branch2-hidden1-dropout'] });
      const masks = await Promise.all(Object.values(trace.taps).map(async (tap) => (await values(tap)).map((value) => value === 0).join()));
      release(trace);
      seed.dispose();
      return masks;
    };
    const [first, second] = await dropped(0);
    expect(first).not.toBe(second);
    expect(await dropped(0)).toEqual([first, second]);
    expect((await dropped(1))[0]).not.toBe(first);
    for (const each of [student, x]) each.dispose();
  });
});

describe('refused, with nothing left', () => {
  it.each([
    ['an unknown tap', { ...branches, from: 'stage9' }, 'KD_E_TAP_UNKNOWN'],
    ['the logits', { ...branches, from: 'logits' }, 'KD_E_FAMILY_OF'],
    ['one branch', { ...branches, branches: 1 }, 'KD_E_OPTIONS_INVALID'],
  ])('%s', async (_, choice, code) => {
    await expectNoLeak(async () => expect(await codeOf(() => makeStudent(choice))).toBe(code));
  });

  it('a layer used on both sides of the tap, and a model used as a layer', async () => {
    const files = memoryFiles();
    const input = tf.input({ shape: [3] });
    const twice = tf.layers.dense({ units: 3, name: 'twice' });
    const first = twice.apply(input);
    const head = tf.sequential({ name: 'head', layers: [tf.layers.dense({ units: 3, inputShape: [3], name: 'inside' })] });
    const middle = tf.layers.activation({ activation: 'relu', name: 'middle' }).apply(first);
    const output = tf.layers.dense({ units: 2, name: 'out' });
    for (const [path, behind] of [
      ['shared', twice],
      ['nested', head],
    ] as const) {
      const model = tf.model({ inputs: input, outputs: output.apply(behind.apply(middle)) as tf.SymbolicTensor });
      await plainSave(files, model, path);
      const choice = { id: 'branches', of: { id: 'folder', path }, from: 'middle' };
      await expectNoLeak(async () => expect(await codeOf(() => makeStudent(choice, { files, inputShape: [3], classes: 2 }))).toBe('KD_E_FAMILY_OF'));
    }
    for (const layer of [twice, output, head]) for (const weight of layer.weights) weight.dispose();
  });

  it('a tap beside the way to the logits', async () => {
    const files = memoryFiles();
    const exits = await makeStudent({ id: 'exits', of: convnet, at: ['stage1'], exported: 'kept' });
    await saveModel(files, exits, 'net');
    exits.dispose();
    const choice = { id: 'branches', of: { id: 'folder', path: 'net' }, from: 'exit1-features' };
    await expectNoLeak(async () => expect(await codeOf(() => makeStudent(choice, { files }))).toBe('KD_E_FAMILY_OF'));
  });
});
