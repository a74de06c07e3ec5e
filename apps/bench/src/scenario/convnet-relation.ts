// Relation knowledge on the convnets: distances and angles between the samples of a batch.
import { convnet } from './convnet.ts';
import type { Scenario } from './scenario.ts';

export const convnetRelation: Scenario = {
  ...convnet,
  id: 'convnet-relation',
  summary: 'the convnets with relation knowledge: rkd of the features',
  objective: {
    task: 1,
    terms: [{ knowledge: { id: 'rkd', distance: 25, angle: 50 }, weight: 1, mapping: { id: 'pairs', pairs: { features: 'features' } } }],
  },
  teachers: ['live'],
};
