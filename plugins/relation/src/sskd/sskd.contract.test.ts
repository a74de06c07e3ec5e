// The contract of knowledge, for `sskd` and `sskd-kd`, over batches of several views.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { sskd } from './sskd.ts';
import { sskdKd } from './sskd-kd.ts';

// Its heads start at random, so the loss at student = teacher is no fixed number.
knowledgeContract(sskd, { describe, test, copies: 4, minimumAtTeacher: null, shapes: { student: [[3]], teacher: [[2, 2]] } });
knowledgeContract(sskdKd, { describe, test, copies: 4, invariances: ['batch-permutation', 'batch-duplication', 'logit-shift'] });
describe('selective, over two views', () =>
  knowledgeContract(sskdKd, { describe, test, copies: 2, options: { keep: 0.5 }, invariances: ['batch-permutation', 'logit-shift'] }));
