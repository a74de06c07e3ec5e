// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { selfDistillationPlugin } from './index.ts';

pluginContract(selfDistillationPlugin, {
  describe,
  test,
  package: manifest,
  brings: { strategy: ['byot', 'born-again', 'mean-teacher', 'cs-kd', 'tf-kd'], knowledge: ['cs-kd'] },
});
