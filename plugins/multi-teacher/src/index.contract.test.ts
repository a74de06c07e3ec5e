// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { multiTeacherPlugin } from './index.ts';

const brings = {
  teacher: ['committee', 'noisy', 'augmented', 'subset'],
  weighting: ['fixed', 'entropy', 'confidence', 'adaptive', 'best', 'random', 'dropped'],
};
pluginContract(multiTeacherPlugin, { describe, test, package: manifest, brings });
