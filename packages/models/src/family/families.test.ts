import type { Shape } from '@retort/kernel';
import { describe, expect, it } from 'vitest';
import { codeOf, expectNoLeak, makeStudent, normals, release } from '../../test/support.ts';
import type { LayersStudent } from '../index.ts';

const parameters = (student: LayersStudent): number => Object.values(student.trainables()).reduce((sum, variable) => sum + variable.size, 0);

/** Trainable parameters by the papers' arithmetic: convolutions without bias, two per channel of a batch norm. */
const conv = (from: number, to: number, size = 3): number => size * size * from * to;
const bn = (width: number): number => 2 * width;

function resnetParameters(depth: number, channels: number, classes: number): number {
  const blocks = (depth - 2) / 6;
  let [total, from] = [conv(channels, 16) + bn(16), 16];
  for (const to of [16, 32, 64]) {
    for (let i = 0; i < blocks; i++) {
      total += conv(from, to) + conv(to, to) + 2 * bn(to) + (from === to ? 0 : conv(from, to, 1) + bn(to));
      from = to;
    }
  }
  return total + 64 * classes + classes;
}

/** Two layer norms, the dense layers from w to 3w and from w to w, and the MLP. */
const transformerBlock = (w: number, hidden: number): number => 4 * w + (w + 1) * 3 * w + (w + 1) * w + (w + 1) * hidden + (hidden + 1) * w;

describe('parameters', () => {
  it.each([
    // Option A of the paper has 269,722; the two projections of option B add 16*32 + 32*64 weights and 2*(32+64) of batch norm.
    ['resnet-20', { id: 'resnet' }, [32, 32, 3], 10, 269_722 + 2_560 + 192],
    ['resnet-32', { id: 'resnet', depth: 32 }, [32, 32, 3], 100, resnetParameters(32, 3, 100)],
    ['resnet-8', { id: 'resnet', depth: 8 }, [8, 8, 1], 10, resnetParameters(8, 1, 10)],
    // As published with the method's code and its successors.
    ['wrn-16-2', { id: 'wide-resnet' }, [32, 32, 3], 10, 691_674],
    ['wrn-16-2, 100 classes', { id: 'wide-resnet' }, [32, 32, 3], 100, 703_284],
    ['mlp', { id: 'mlp', hidden: [300, 100] }, [28, 28, 1], 10, 784 * 300 + 300 + 300 * 100 + 100 + 1_010],
    ['mlp with batch norm', { id: 'mlp', hidden: [16], batchNorm: true }, [64], 10, 64 * 16 + bn(16) + 170],
    ['linear', { id: 'mlp', hidden: [] }, [64], 10, 650],
    ['convnet', { id: 'convnet' }, [8, 8, 1], 10, conv(1, 16) + bn(16) + conv(16, 32) + bn(32) + 330],
    ['convnet, biases', { id: 'convnet', batchNorm: false, dense: 8 }, [8, 8, 1], 10, conv(1, 16) + 16 + conv(16, 32) + 32 + 33 * 8 + 90],
    ['depthwise', { id: 'depthwise', widths: [4, 6] }, [8, 8, 1], 10, conv(1, 4) + bn(4) + 36 + bn(4) + 16 + bn(4) + 36 + bn(4) + 24 + bn(6) + 70],
    // ViT-Tiny with 16x16 patches on 224x224x3 has 5,717,416 with a class token; the mean has neither it nor its position.
    ['vit-tiny', { id: 'transformer', width: 192, depth: 12, heads: 3, patch: 16 }, [224, 224, 3], 1000, 5_717_416 - 2 * 192],
    ['transformer', { id: 'transformer', width: 6, depth: 2, heads: 2, mlpRatio: 2.5 }, [8, 8, 1], 10, 17 * 6 + 4 * 6 + 2 * transformerBlock(6, 15) + 12 + 70],
  ] as const)('%s has %s', async (_name, choice, inputShape, classes, expected) => {
    const student = await makeStudent(choice, { inputShape: inputShape as Shape, classes });
    expect(parameters(student)).toBe(expected);
    student.dispose();
  });
});

describe('taps', () => {
  it.each([
    ['mlp', { id: 'mlp', hidden: [6, 5] }, { hidden1: [6], hidden2: [5], features: [5] }],
    ['linear mlp', { id: 'mlp', hidden: [] }, { features: [64] }],
    ['convnet', { id: 'convnet', widths: [2, 3] }, { stage1: [8, 8, 2], stage2: [4, 4, 3], features: [3] }],
    ['convnet with dense', { id: 'convnet', widths: [2, 3], dense: 7 }, { stage1: [8, 8, 2], pooled: [3], features: [7] }],
    [
      'resnet',
      { id: 'resnet', depth: 8, width: 2 },
      { stem: [8, 8, 2], stage1: [8, 8, 2], 'stage1-pre': [8, 8, 2], stage2: [4, 4, 4], stage3: [2, 2, 8], features: [8] },
    ],
    [
      'wide-resnet',
      { id: 'wide-resnet', depth: 10, widen: 1 },
      { stem: [8, 8, 16], stage1: [8, 8, 16], 'stage1-pre': [8, 8, 16], stage2: [4, 4, 32], 'stage3-pre': [2, 2, 64], features: [64] },
    ],
    ['depthwise', { id: 'depthwise', widths: [2, 3] }, { stem: [8, 8, 2], stage1: [8, 8, 2], stage2: [4, 4, 3], features: [3] }],
    [
      'transformer',
      { id: 'transformer', width: 6, depth: 2, heads: 2 },
      { stem: [4, 6], block1: [4, 6], 'block2-attention': [4, 6], block2: [4, 6], norm: [4, 6], features: [6] },
    ],
  ] as const)('of %s exist on 8x8x1 and have the shapes they promise', async (_name, choice, taps) => {
    const student = await makeStudent(choice as never);
    const x = normals([2, 8, 8, 1]);
    await expectNoLeak(() => {
      const trace = student.forward(x, { training: false, taps: Object.keys(taps) });
      expect(trace.logits.shape).toEqual([2, 10]);
      for (const [tap, shape] of Object.entries(taps)) {
        expect([tap, student.shapeOf(tap)]).toEqual([tap, shape]);
        expect(trace.taps[tap]?.shape).toEqual([2, ...shape]);
      }
      release(trace);
    });
    student.dispose();
    x.dispose();
  });

  it.each([
    [{ id: 'mlp', hidden: [6, 5] }, 'hidden1 features'],
    [{ id: 'mlp', hidden: [] }, 'features'],
    [{ id: 'convnet', widths: [2, 3], dropout: 0.5 }, 'stage1 stage2 features'],
    [{ id: 'resnet', depth: 8, width: 2 }, 'stem stage1 stage2 stage3 features'],
    [{ id: 'wide-resnet', depth: 10, widen: 1 }, 'stem stage1 stage2 stage3 features'],
    [{ id: 'depthwise', widths: [2, 3] }, 'stem stage1 stage2 features'],
    [{ id: 'transformer', width: 6, depth: 2, heads: 2 }, 'stem block1 block2 features'],
  ] as const)('the layers of %j are %s', async (choice, layers) => {
    const student = await makeStudent(choice as never);
    expect(student.layers.join(' ')).toBe(layers);
    student.dispose();
  });

  it('a pre-activation tap is what the ReLU of its stage sees', async () => {
    const student = await makeStudent({ id: 'resnet', depth: 8, width: 2 });
    const x = normals([2, 8, 8, 1]);
    const { logits, taps } = student.forward(x, { training: false, taps: ['stage2', 'stage2-pre'] });
    const [after, before] = [await taps.stage2?.data(), await taps['stage2-pre']?.data()];
    expect(before?.some((value) => value < 0)).toBe(true);
    expect(after).toEqual(before?.map((value) => Math.max(0, value)));
    release({ logits, taps });
    student.dispose();
    x.dispose();
  });

  it('maps of one pixel work', async () => {
    const x = normals([2, 1, 1, 2]);
    for (const choice of [{ id: 'convnet' }, { id: 'resnet', depth: 8, width: 2 }, { id: 'depthwise' }]) {
      const student = await makeStudent(choice, { inputShape: [1, 1, 2], classes: 2 });
      release(student.forward(x, { training: false, taps: [] }));
      student.dispose();
    }
    x.dispose();
  });
});

describe('bad options and inputs', () => {
  it.each([
    [{ id: 'mlp' }, 'KD_E_OPTIONS_INVALID'],
    [{ id: 'mlp', hidden: [0] }, 'KD_E_OPTIONS_INVALID'],
    [{ id: 'mlp', hidden: [4], dropout: 1 }, 'KD_E_OPTIONS_INVALID'],
    [{ id: 'mlp', hidden: [4], activation: 'constructor' }, 'KD_E_OPTIONS_INVALID'],
    [{ id: 'resnet', depth: 21 }, 'KD_E_OPTIONS_INVALID'],
    [{ id: 'wide-resnet', depth: 20 }, 'KD_E_OPTIONS_INVALID'],
    [{ id: 'convnet', widht: [4] }, 'KD_E_OPTIONS_INVALID'],
    [{ id: 'perceptron' }, 'KD_E_ID_UNKNOWN'],
  ])('%o is %s', async (choice, code) => {
    expect(await codeOf(() => makeStudent(choice))).toBe(code);
  });

  it('flat inputs for images, one class, and empty shapes', async () => {
    for (const id of ['convnet', 'resnet', 'wide-resnet', 'depthwise'])
      expect(await codeOf(() => makeStudent(id, { inputShape: [64] }))).toBe('KD_E_FAMILY_INPUT');
    expect(await codeOf(() => makeStudent({ id: 'mlp', hidden: [] }, { classes: 1 }))).toBe('KD_E_FAMILY_INPUT');
    expect(await codeOf(() => makeStudent({ id: 'mlp', hidden: [] }, { inputShape: [] }))).toBe('KD_E_FAMILY_INPUT');
    expect(await codeOf(() => makeStudent({ id: 'mlp', hidden: [] }, { inputShape: [8, 0] }))).toBe('KD_E_FAMILY_INPUT');
  });
});
