// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { featurePlugin } from './index.ts';

pluginContract(featurePlugin, {
  describe,
  test,
  package: manifest,
  brings: {
    knowledge: [
      'fitnet',
      'attention-transfer',
      'nst',
      'fsp',
      'vid',
      'factor-transfer',
      'ab-alternative-l2',
      'ofd-partial-l2',
      'review-kd-hcl',
      'review-kd',
      'cwd',
      'mgd',
      'fbkd',
      'cat-kd',
      'srrl',
    ],
    connector: [
      'auto',
      'identity',
      'none',
      'linear',
      'conv1x1',
      'conv-bn-relu',
      'fitnet-regressor',
      'simkd-projector',
      'semckd-projection',
      'transformer-projection',
      'pooling',
    ],
  },
});
