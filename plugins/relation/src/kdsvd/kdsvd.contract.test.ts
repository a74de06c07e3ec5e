// The contract of knowledge, for `kdsvd`, on maps as small as have two directions; the unit test has larger ones.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { kdsvd } from './kdsvd.ts';

const maps = [
  [2, 1, 2],
  [1, 2, 2],
];

knowledgeContract(kdsvd, {
  describe,
  test,
  options: { spare: 0 },
  shapes: { student: maps, teacher: maps },
  invariances: ['batch-permutation', 'batch-duplication', 'student-scale'],
});
