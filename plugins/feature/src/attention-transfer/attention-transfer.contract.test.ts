// The contract of knowledge, for `attention-transfer`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { attentionTransfer } from './attention-transfer.ts';

const invariances = ['batch-permutation', 'batch-duplication', 'class-permutation', 'student-scale'] as const;
knowledgeContract(attentionTransfer, { describe, test, invariances });
describe('in the form of the paper', () => knowledgeContract(attentionTransfer, { describe, test, invariances, options: { form: 'paper' } }));
describe('of another power', () => knowledgeContract(attentionTransfer, { describe, test, invariances, options: { power: 3 } }));
