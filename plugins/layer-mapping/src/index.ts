// Mappings: which student taps learn from which teacher taps.
import { definePlugin } from '@retort/kernel';
import { features } from './features/features.ts';
import { last } from './last/last.ts';
import { pairs } from './pairs/pairs.ts';

export { features, last, pairs };

export const layerMappingPlugin = definePlugin({
  name: '@retort/plugin-layer-mapping',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [pairs, features, last],
});
