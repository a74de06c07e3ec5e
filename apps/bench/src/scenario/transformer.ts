// Vision transformers: attention between tokens, layer norm and GELU beside dense layers.
import { kdObjective } from './kd-objective.ts';
import type { Scenario } from './scenario.ts';

export const transformer: Scenario = {
  id: 'transformer',
  summary: 'transformer of width 192, depth 6, 6 heads teaches width 96, depth 3, 3 heads; 32x32x3 in patches of 4: kd, batch 64, Adam',
  shape: [32, 32, 3],
  classes: 10,
  batch: 64,
  steps: 3,
  teacher: { id: 'transformer', width: 192, depth: 6, heads: 6, patch: 4 },
  members: 1,
  student: { id: 'transformer', width: 96, depth: 3, heads: 3, patch: 4 },
  strategy: 'offline',
  objective: kdObjective,
  optimizer: { id: 'adam', rate: 0.001 },
  teachers: ['live', 'none'],
};
