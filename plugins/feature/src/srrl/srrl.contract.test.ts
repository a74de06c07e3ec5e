// The contract of knowledge, for `srrl`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { srrl } from './srrl.ts';

const classifier = [
  [1, -1, 0.5, 0],
  [0, 2, -1, 1],
  [0.5, 0, 0, -2],
];
// Its transfer starts at random, so the loss at student = teacher is no fixed number.
knowledgeContract(srrl, {
  describe,
  test,
  options: { classifier },
  minimumAtTeacher: null,
  invariances: ['batch-permutation', 'batch-duplication'],
  couples: true,
  shapes: { student: [[4]], teacher: [[3]] },
});
