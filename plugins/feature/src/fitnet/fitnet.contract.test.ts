// The contract of knowledge, for `fitnet`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { fitnet } from './fitnet.ts';

knowledgeContract(fitnet, { describe, test, invariances: ['batch-permutation', 'batch-duplication', 'class-permutation'] });
