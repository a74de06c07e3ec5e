// Six 3x3 convolutions with batch norm, a large teacher: response knowledge, and every kind of teacher.
import { kdObjective } from './kd-objective.ts';
import type { Network, Scenario } from './scenario.ts';

/** Pairs of convolution, batch norm and ReLU of widths c, 2c, 4c; 2x2 max pooling between the pairs, the mean over the map at the end. */
const pairsOfConvolutions = (c: number): Network => ({ id: 'convnet', widths: [c, 2 * c, 4 * c], convs: 2 });

export const convnet: Scenario = {
  id: 'convnet',
  summary: 'convnet of widths 64-128-256 teaches 16-32-64, two convolutions each, 32x32x3: kd, batch 64, SGD with momentum',
  shape: [32, 32, 3],
  classes: 10,
  batch: 64,
  steps: 5,
  teacher: pairsOfConvolutions(64),
  members: 1,
  student: pairsOfConvolutions(16),
  strategy: 'offline',
  objective: kdObjective,
  optimizer: { id: 'sgd', rate: 0.01, momentum: 0.9 },
  teachers: ['live', 'cached', 'onnx', 'none'],
};
