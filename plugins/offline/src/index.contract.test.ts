// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { offlinePlugin } from './index.ts';

pluginContract(offlinePlugin, { describe, test, package: manifest, brings: { strategy: ['offline', 'alone'] } });
