// What the plugin brings, and what it needs of an application.
import { createKernel } from '@retort/kernel';
import { describe, expect, it } from 'vitest';
import { failure } from '../test/failure.ts';
import { dataPlugin } from './data-plugin.ts';

describe('dataPlugin', () => {
  it('brings the sources and the augmentations', async () => {
    const kernel = await createKernel({ plugins: [dataPlugin()] }).ready();
    expect(kernel.list('dataset').map(({ id }) => id)).toEqual(['digits', 'idx', 'mnist', 'fashion-mnist', 'csv', 'npy']);
    expect(kernel.list('augmentation').map(({ id }) => id)).toEqual([
      'shift',
      'crop',
      'flip',
      'noise',
      'mixup',
      'random-erasing',
      'rand-augment',
      'rotations',
      'two-views',
    ]);
  });

  it('gives the embedded data without a file system, and says what reads files', async () => {
    const kernel = await createKernel({ plugins: [dataPlugin()] }).ready();
    expect((await kernel.make('dataset', 'digits').load()).train.size).toBe(1797);
    expect(await failure(() => kernel.make('dataset', 'mnist'))).toMatch(/KD_E_TOKEN_UNKNOWN.*files/);
    expect(await failure(() => kernel.make('dataset', 'minst'))).toMatch(/KD_E_ID_UNKNOWN.*mnist/);
  });
});
