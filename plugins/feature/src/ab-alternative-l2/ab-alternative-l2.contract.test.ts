// The contract of knowledge, for `ab-alternative-l2`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { abAlternativeL2 } from './ab-alternative-l2.ts';

// The margin keeps the loss above 0 where the student equals the teacher.
const minimumAtTeacher = null;
const invariances = ['batch-permutation', 'batch-duplication', 'class-permutation'] as const;
knowledgeContract(abAlternativeL2, { describe, test, minimumAtTeacher, invariances });
describe('without a margin', () => knowledgeContract(abAlternativeL2, { describe, test, invariances, options: { margin: 0, layers: 'halving' } }));
