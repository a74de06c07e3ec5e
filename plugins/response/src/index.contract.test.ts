// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { responsePlugin } from './index.ts';

const knowledge = [
  'kd',
  'soft-cross-entropy',
  'mse-logits',
  'logit-standardization-kd',
  'dkd',
  'dist',
  'wsld',
  'mlkd',
  'ctkd',
  'label-smoothing',
  'tf-kd-self',
  'tf-kd-virtual',
];

pluginContract(responsePlugin, { describe, test, package: manifest, brings: { knowledge } });
