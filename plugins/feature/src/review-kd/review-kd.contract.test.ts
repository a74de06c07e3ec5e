// The contract of knowledge, for `review-kd`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { reviewKd } from './review-kd.ts';

// Its fusion starts at random, so the loss at student = teacher is no fixed number.
knowledgeContract(reviewKd, { describe, test, minimumAtTeacher: null, invariances: ['batch-permutation', 'batch-duplication'] });
describe('with sizes and channels that differ, and a vector', () =>
  knowledgeContract(reviewKd, {
    describe,
    test,
    minimumAtTeacher: null,
    shapes: {
      student: [[3, 3, 2], [3]],
      teacher: [[2, 2, 3], [2]],
    },
  }));
