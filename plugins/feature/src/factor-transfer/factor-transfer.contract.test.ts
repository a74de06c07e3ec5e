// The contract of knowledge, for `factor-transfer`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { factorTransfer } from './factor-transfer.ts';

const invariances = ['batch-permutation', 'batch-duplication', 'class-permutation', 'student-scale'] as const;
knowledgeContract(factorTransfer, { describe, test, invariances });
describe('in the form of the paper', () => knowledgeContract(factorTransfer, { describe, test, invariances, options: { form: 'paper' } }));
describe('of other powers', () => knowledgeContract(factorTransfer, { describe, test, invariances, options: { p1: 3, p2: 2 } }));
