// The contract of knowledge, for `logit-standardization-kd`, which is also unmoved by the student's scale.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { logitStandardizationKd } from './logit-standardization-kd.ts';

knowledgeContract(logitStandardizationKd, {
  describe,
  test,
  invariances: ['batch-permutation', 'batch-duplication', 'class-permutation', 'logit-shift', 'student-scale'],
});
