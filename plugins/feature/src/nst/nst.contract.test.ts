// The contract of knowledge, for `nst`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { nst } from './nst.ts';

knowledgeContract(nst, { describe, test, invariances: ['batch-permutation', 'batch-duplication', 'class-permutation', 'student-scale'] });
