// Knowledge in activations, and the connectors that bring the student's into the teacher's space.
import { definePlugin } from '@retort/kernel';
import { conv1x1 } from './connector/conv1x1.ts';
import { identity } from './connector/identity.ts';
import { linear } from './connector/linear.ts';
import { none } from './connector/none.ts';
import { pooling } from './connector/pooling.ts';
import { fitnet } from './fitnet/fitnet.ts';

export { conv1x1, fitnet, identity, linear, none, pooling };

export const featurePlugin = definePlugin({
  name: '@retort/plugin-feature',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [fitnet, identity, none, linear, conv1x1, pooling],
});
