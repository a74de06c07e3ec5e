// Feature knowledge on the convnets: attention maps of two stages.
import { convnet } from './convnet.ts';
import type { Scenario } from './scenario.ts';

export const convnetFeature: Scenario = {
  ...convnet,
  id: 'convnet-feature',
  summary: 'the convnets with feature knowledge: attention-transfer of stages 2 and 3',
  objective: {
    task: 1,
    terms: [{ knowledge: 'attention-transfer', weight: 1000, mapping: { id: 'pairs', pairs: { stage2: 'stage2', stage3: 'stage3' } } }],
  },
  teachers: ['live'],
};
