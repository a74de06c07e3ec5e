// Two convnets that teach each other in one step.
import { convnet } from './convnet.ts';
import type { Scenario } from './scenario.ts';

export const convnetMutual: Scenario = {
  ...convnet,
  id: 'convnet-mutual',
  summary: 'two convnets of widths 16-32-64 teach each other: kd at temperature 1',
  strategy: { id: 'mutual', students: 2 },
  objective: { task: 1, terms: [{ knowledge: { id: 'kd', temperature: 1 }, weight: 1 }] },
  teachers: ['peers'],
};
