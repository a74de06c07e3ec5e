// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { feedbackPlugin } from './index.ts';

pluginContract(feedbackPlugin, { describe, test, package: manifest, brings: { strategy: ['feedback', 'meta-distil'], knowledge: ['disagreement'] } });
