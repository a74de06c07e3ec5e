// The contract of knowledge, for `soft-cross-entropy`. Its minimum is the teacher's entropy, which the unit tests look at.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { softCrossEntropy } from './soft-cross-entropy.ts';

knowledgeContract(softCrossEntropy, {
  describe,
  test,
  minimumAtTeacher: null,
  invariances: ['batch-permutation', 'batch-duplication', 'class-permutation', 'logit-shift'],
});
