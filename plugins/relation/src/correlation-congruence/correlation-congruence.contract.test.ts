// The contract of knowledge, for `correlation-congruence`: every form, with embeddings and without.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { correlationCongruence } from './correlation-congruence.ts';

const unequal = { student: [[3]], teacher: [[2, 3]] };

// Untrained embeddings differ, so nothing is claimed where the student equals the teacher.
knowledgeContract(correlationCongruence, { describe, test, options: { embedding: 4 }, minimumAtTeacher: null, shapes: unequal });
describe('without embeddings', () =>
  knowledgeContract(correlationCongruence, {
    describe,
    test,
    options: { embedding: 0 },
    invariances: ['batch-permutation', 'student-scale', 'student-rotation'],
  }));
describe('bilinear, without embeddings', () => knowledgeContract(correlationCongruence, { describe, test, options: { form: 'bilinear', embedding: 0 } }));
describe('consecutive', () =>
  knowledgeContract(correlationCongruence, {
    describe,
    test,
    options: { form: 'consecutive', embedding: 4 },
    minimumAtTeacher: null,
    shapes: unequal,
    invariances: [],
  }));
describe('consecutive, without embeddings', () =>
  knowledgeContract(correlationCongruence, { describe, test, options: { form: 'consecutive', embedding: 0 }, invariances: [] }));
