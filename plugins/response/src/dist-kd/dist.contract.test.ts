// The contract of knowledge, for `dist`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { dist } from './dist.ts';

knowledgeContract(dist, { describe, test, invariances: ['batch-permutation', 'batch-duplication', 'class-permutation', 'logit-shift'] });
