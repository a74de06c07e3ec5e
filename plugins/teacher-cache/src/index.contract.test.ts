// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { teacherCachePlugin } from './index.ts';

pluginContract(teacherCachePlugin, { describe, test, package: manifest, brings: { teacher: ['cached'] } });
