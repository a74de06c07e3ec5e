// The contract of knowledge, for `mgd`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { mgd } from './mgd.ts';

// Its generator starts at random, so the loss at student = teacher is no fixed number; the mask belongs to the places of the batch.
knowledgeContract(mgd, { describe, test, minimumAtTeacher: null, invariances: [], couples: true });
describe('of unlike channels, nothing masked', () =>
  knowledgeContract(mgd, {
    describe,
    test,
    minimumAtTeacher: null,
    invariances: ['batch-permutation', 'batch-duplication'],
    options: { ratio: 0 },
    shapes: { student: [[2, 2, 2]], teacher: [[2, 2, 3]] },
  }));
