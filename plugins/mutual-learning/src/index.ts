// Strategies in which students teach each other, or a network its own branches.
import { definePlugin } from '@retort/kernel';
import { codistillation } from './codistillation/codistillation.ts';
import { kdcl } from './kdcl/kdcl.ts';
import { mutual } from './mutual/mutual.ts';
import { one } from './one/one.ts';

export { codistillation, kdcl, mutual, one };

export const mutualLearningPlugin = definePlugin({
  name: '@retort/plugin-mutual-learning',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [mutual, kdcl, one, codistillation],
});
