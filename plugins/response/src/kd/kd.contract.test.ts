// The contract of knowledge, for `kd`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { kd } from './kd.ts';

knowledgeContract(kd, { describe, test, invariances: ['batch-permutation', 'batch-duplication', 'class-permutation', 'logit-shift'] });
