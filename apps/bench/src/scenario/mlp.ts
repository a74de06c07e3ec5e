// Dense layers, wide enough that matrix products decide.
import { kdObjective } from './kd-objective.ts';
import type { Scenario } from './scenario.ts';

export const mlp: Scenario = {
  id: 'mlp',
  summary: 'mlp 784-1200-1200-10 teaches 784-800-800-10: kd, batch 128, Adam',
  shape: [784],
  classes: 10,
  batch: 128,
  steps: 20,
  teacher: { id: 'mlp', hidden: [1200, 1200] },
  members: 1,
  student: { id: 'mlp', hidden: [800, 800] },
  strategy: 'offline',
  objective: kdObjective,
  optimizer: { id: 'adam', rate: 0.001 },
  teachers: ['live', 'none'],
};
