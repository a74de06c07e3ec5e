// The contract of knowledge, for `ickd`: also with maps of another size on the teacher's side.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { ickd } from './ickd.ts';

const invariances = ['batch-permutation', 'batch-duplication', 'class-permutation', 'student-scale'] as const;

knowledgeContract(ickd, { describe, test, invariances });
describe('unequal sizes', () => knowledgeContract(ickd, { describe, test, shapes: { student: [[2, 2, 3]], teacher: [[3, 1, 3]] } }));
