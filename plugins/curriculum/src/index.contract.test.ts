// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { curriculumPlugin } from './index.ts';

pluginContract(curriculumPlugin, { describe, test, package: manifest, brings: { strategy: ['stages', 'easy-to-hard'] } });
