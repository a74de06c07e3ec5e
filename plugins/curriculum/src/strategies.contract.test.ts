// The contract of strategies, for each of this package's.
import { strategyContract, tinyStrategy } from '@retort/testing';
import { describe, test } from 'vitest';
import { easyToHard, stages } from './index.ts';

const runner = { describe, test };
const features = { terms: [{ knowledge: 'fitnet', layers: { hidden1: 'hidden1' } }] };
const parts = [
  { name: 'features', objective: features, epochs: 1 },
  { name: 'response', select: { keep: 0.5 } },
];

strategyContract(stages, { ...runner, options: { stages: parts } });
strategyContract(stages, { ...runner, options: { stages: [{ name: 'labels', objective: { terms: [] } }] }, worksAlone: true });
strategyContract(stages, { ...runner, options: { stages: [...parts, { name: 'last', strategy: 'tiny' }] }, inside: [tinyStrategy('tiny')] });
strategyContract(easyToHard, { ...runner, options: { fractions: [0.5, 1] } });
