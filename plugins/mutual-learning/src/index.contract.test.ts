// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { mutualLearningPlugin } from './index.ts';

pluginContract(mutualLearningPlugin, { describe, test, package: manifest, brings: { strategy: ['mutual', 'kdcl', 'one', 'codistillation'] } });
