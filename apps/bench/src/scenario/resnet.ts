// Residual networks of CIFAR size: many small convolutions.
import { convnet } from './convnet.ts';
import type { Scenario } from './scenario.ts';

export const resnet: Scenario = {
  ...convnet,
  id: 'resnet',
  summary: 'resnet-56 teaches resnet-20, widths 16-32-64, 32x32x3: kd, batch 64, SGD with momentum',
  steps: 3,
  teacher: { id: 'resnet', depth: 56 },
  student: { id: 'resnet', depth: 20 },
  teachers: ['live'],
};
