// The contract of weightings, for each of this package's.
import { defineSchedule } from '@retort/kernel';
import { weightingContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { adaptive } from './adaptive/adaptive.ts';
import { best } from './best/best.ts';
import { confidence } from './confidence/confidence.ts';
import { dropped } from './dropped/dropped.ts';
import { entropy } from './entropy/entropy.ts';
import { fixed } from './fixed/fixed.ts';
import { random } from './random/random.ts';

for (const weighting of [fixed, entropy, confidence, best, adaptive]) weightingContract(weighting, { describe, test });
weightingContract(random, { describe, test, draws: true });
weightingContract(dropped, { describe, test, draws: true });

const halved = defineSchedule({ id: 'halved', summary: 'a half', create: () => ({ at: () => 0.5 }) });
const scheduled = { describe, test, contributions: [halved] };

describe('with options', () => {
  weightingContract(fixed, { ...scheduled, options: { weights: [1, 2, { id: 'halved' }] }, members: [3], equivariant: false });
  weightingContract(fixed, { describe, test, options: { weights: [3], normalise: false }, members: [1] });
  weightingContract(entropy, { ...scheduled, options: { temperature: 'halved', normalise: true } });
  weightingContract(adaptive, { describe, test, options: { nu: 0.5, gradients: 'each', normalise: false, iterations: 40 } });
  weightingContract(random, { describe, test, options: { per: 'sample' }, draws: true });
  weightingContract(dropped, { describe, test, options: { drop: 3 }, draws: true });
});
