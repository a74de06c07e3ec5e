// The contract of knowledge, for `factor-transfer`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { factorTransfer } from './factor-transfer.ts';

const invariances = ['batch-permutation', 'batch-duplication', 'class-permutation', 'student-scale'] as const;
knowledgeContract(factorTransfer, { describe, test, invariances });
describe('in the form of the paper', () => knowledgeContract(factorTransfer, { describe, test, invariances, options: { form: 'paper' } }));
describe('of other powers', () => knowledgeContract(factorTransfer, { describe, test, invariances, options: { p1: 3, p2: 2 } }));
// Paraphraser and translator start at random, so the loss at student = teacher is no fixed number.
describe('with its paraphraser', () =>
  knowledgeContract(factorTransfer, {
    describe,
    test,
    minimumAtTeacher: null,
    invariances: ['batch-permutation', 'batch-duplication'],
    options: { paraphraser: {} },
    couples: true,
    shapes: { student: [[2, 3, 2]], teacher: [[2, 2, 3]] },
  }));
