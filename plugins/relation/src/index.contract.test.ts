// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { relationPlugin } from './index.ts';

pluginContract(relationPlugin, {
  describe,
  test,
  package: manifest,
  brings: { knowledge: ['similarity-preserving', 'pkt', 'correlation-congruence', 'rkd', 'crd', 'ickd', 'kdsvd', 'sskd', 'sskd-kd'] },
});
