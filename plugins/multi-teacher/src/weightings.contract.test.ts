// The contract of weightings, for each of this package's.
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

describe('with options', () => {
  weightingContract(fixed, { describe, test, options: { weights: [1, 2, { id: 'linear', from: 1, to: 0 }] }, members: [3], equivariant: false });
  weightingContract(fixed, { describe, test, options: { weights: [3], normalise: false }, members: [1] });
  weightingContract(entropy, { describe, test, options: { temperature: { id: 'cosine', from: 4, to: 1 }, normalise: true } });
  weightingContract(adaptive, { describe, test, options: { nu: 0.5, gradients: 'each', normalise: false, iterations: 40 } });
  weightingContract(random, { describe, test, options: { per: 'sample' }, draws: true });
  weightingContract(dropped, { describe, test, options: { drop: 3 }, draws: true });
});
