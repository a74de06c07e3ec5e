// Knowledge in the outputs.
import { definePlugin } from '@retort/kernel';
import { dist } from './dist-kd/dist.ts';
import { dkd } from './dkd/dkd.ts';
import { kd } from './kd/kd.ts';
import { logitStandardizationKd } from './logit-standardization-kd/logit-standardization-kd.ts';

export { dist, dkd, kd, logitStandardizationKd };

export const responsePlugin = definePlugin({
  name: '@retort/plugin-response',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [kd, dkd, dist, logitStandardizationKd],
});
