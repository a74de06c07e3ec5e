// The contract of knowledge, for `cs-kd`. It compares different samples of both sides, so nothing is claimed where the sides are equal.
// Two classes, so that the tiny batches of the contract hold a pair.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { csKdKnowledge } from './cs-kd-knowledge.ts';

knowledgeContract(csKdKnowledge, {
  describe,
  test,
  minimumAtTeacher: null,
  invariances: ['class-permutation', 'logit-shift'],
  shapes: { student: [[2]], teacher: [[2]] },
});
