// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { layerMappingPlugin } from './index.ts';

pluginContract(layerMappingPlugin, {
  describe,
  test,
  package: manifest,
  brings: { mapping: ['pairs', 'features', 'first', 'last', 'uniform', 'every', 'by-shape', 'all', 'semckd', 'alp-kd'], strategy: ['mapping-search'] },
});
