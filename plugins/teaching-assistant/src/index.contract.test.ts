// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { teachingAssistantPlugin } from './index.ts';

pluginContract(teachingAssistantPlugin, {
  describe,
  test,
  package: manifest,
  brings: { strategy: ['teaching-assistant', 'dgkd', 'rco', 'assistant-search'] },
});
