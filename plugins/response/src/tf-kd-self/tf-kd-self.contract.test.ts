// The contract of knowledge, for `tf-kd-self`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { tfKdSelf } from './tf-kd-self.ts';

knowledgeContract(tfKdSelf, {
  describe,
  test,
  options: { temperature: 4, multiplier: 4 },
  invariances: ['batch-permutation', 'batch-duplication', 'class-permutation', 'logit-shift'],
});
