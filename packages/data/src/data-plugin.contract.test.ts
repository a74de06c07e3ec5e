// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { dataPlugin } from './data-plugin.ts';

pluginContract(dataPlugin, {
  describe,
  test,
  package: manifest,
  brings: {
    dataset: ['digits', 'idx', 'mnist', 'fashion-mnist', 'csv', 'npy'],
    augmentation: ['shift', 'crop', 'flip', 'noise', 'mixup', 'random-erasing', 'rand-augment', 'rotations', 'two-views'],
  },
});
