// The contract of knowledge, for `similarity-preserving`: also with samples of another width on the teacher's side.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { similarityPreserving } from './similarity-preserving.ts';

const invariances = ['batch-permutation', 'student-scale', 'student-rotation'] as const;

knowledgeContract(similarityPreserving, { describe, test, invariances });
describe('unequal widths', () => knowledgeContract(similarityPreserving, { describe, test, shapes: { student: [[3]], teacher: [[2, 3]] } }));
