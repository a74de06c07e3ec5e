// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { responsePlugin } from './index.ts';

pluginContract(responsePlugin, { describe, test, package: manifest, brings: { knowledge: ['kd', 'dkd', 'dist', 'logit-standardization-kd'] } });
