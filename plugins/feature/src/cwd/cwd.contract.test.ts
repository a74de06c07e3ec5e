// The contract of knowledge, for `cwd`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { cwd } from './cwd.ts';

const invariances = ['batch-permutation', 'batch-duplication', 'class-permutation', 'logit-shift'] as const;
knowledgeContract(cwd, { describe, test, invariances });
describe('at another temperature', () => knowledgeContract(cwd, { describe, test, invariances, options: { temperature: 4 } }));
