// Dense layers so small that what surrounds the operations decides.
import { kdObjective } from './kd-objective.ts';
import type { Scenario } from './scenario.ts';

export const mlpSmall: Scenario = {
  id: 'mlp-small',
  summary: 'mlp 784-256-256-10 teaches 784-64-10: kd, batch 32, Adam',
  shape: [784],
  classes: 10,
  batch: 32,
  steps: 50,
  teacher: { id: 'mlp', hidden: [256, 256] },
  members: 1,
  student: { id: 'mlp', hidden: [64] },
  strategy: 'offline',
  objective: kdObjective,
  optimizer: { id: 'adam', rate: 0.001 },
  teachers: ['live', 'none'],
};
