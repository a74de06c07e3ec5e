// The contract of knowledge, for `disagreement`. How far the two differ is held while differentiating: the unit test compares the
// gradient with that of the loss with it held.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { disagreement } from './disagreement.ts';

knowledgeContract(disagreement, {
  describe,
  test,
  minimumAtTeacher: 0,
  invariances: ['batch-permutation', 'batch-duplication', 'logit-shift'],
  differenceTolerance: Number.POSITIVE_INFINITY,
});
