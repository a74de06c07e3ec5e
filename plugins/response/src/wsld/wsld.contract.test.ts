// The contract of knowledge, for `wsld`. Its weights are held while differentiating, so the gradient is not that of the whole loss:
// the unit tests compare it with differences of the loss with them held. Its minimum is no constant: it is a cross-entropy.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { wsld } from './wsld.ts';

knowledgeContract(wsld, {
  describe,
  test,
  minimumAtTeacher: null,
  invariances: ['batch-permutation', 'batch-duplication', 'logit-shift'],
  differenceTolerance: Number.POSITIVE_INFINITY,
});
