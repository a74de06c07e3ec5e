// The contract of knowledge, for `mlkd`. Its likenesses grow with the batch, so duplicating it does not leave the loss.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { mlkd } from './mlkd.ts';

knowledgeContract(mlkd, {
  describe,
  test,
  options: { temperatures: [2, 5] },
  invariances: ['batch-permutation', 'class-permutation', 'logit-shift'],
});
// The samples change places in both views alike.
describe('of two views', () =>
  knowledgeContract(mlkd, {
    describe,
    test,
    copies: 2,
    options: { temperatures: [2, 5] },
    invariances: ['batch-permutation', 'class-permutation', 'logit-shift'],
  }));
