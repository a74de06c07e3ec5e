// The contract of knowledge, for `kd`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { kd } from './kd.ts';

knowledgeContract(kd, { describe, test, invariances: ['batch-permutation', 'batch-duplication', 'class-permutation', 'logit-shift'] });

// The temperatures per sample are held while differentiating, so the gradient is not that of the whole loss: the unit tests
// compare it with differences of the loss with them held.
knowledgeContract(kd, {
  describe,
  test,
  options: { standardise: true, perSample: { id: 'flsw' } },
  invariances: ['batch-permutation', 'batch-duplication', 'class-permutation', 'logit-shift', 'student-scale'],
  differenceTolerance: Number.POSITIVE_INFINITY,
  couples: true,
});
