// The contract of knowledge, for `review-kd-hcl`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { reviewKdHcl } from './review-kd-hcl.ts';

knowledgeContract(reviewKdHcl, { describe, test, invariances: ['batch-permutation', 'batch-duplication', 'class-permutation'] });
