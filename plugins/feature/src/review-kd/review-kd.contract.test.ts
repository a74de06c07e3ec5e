// The contract of knowledge, for `review-kd`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { reviewKd } from './review-kd.ts';

// Its fusion starts at random, so the loss at student = teacher is no fixed number.
knowledgeContract(reviewKd, {
  describe,
  test,
  minimumAtTeacher: null,
  invariances: ['batch-permutation', 'batch-duplication'],
  couples: true,
  // Sizes and channels that differ, and a vector.
  shapes: {
    student: [[2, 1, 2], [2]],
    teacher: [[3, 1, 1], [3]],
  },
});
