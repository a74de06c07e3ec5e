// The contract of knowledge, for `rkd`: also with samples of another width on the teacher's side, and each term alone.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { rkd } from './rkd.ts';

const invariances = ['batch-permutation', 'student-scale', 'student-translation', 'student-rotation'] as const;

knowledgeContract(rkd, { describe, test, invariances });
describe('distance alone', () => knowledgeContract(rkd, { describe, test, invariances, options: { distance: 1, angle: 0 } }));
describe('angle alone', () => knowledgeContract(rkd, { describe, test, invariances, options: { distance: 0, angle: 1 } }));
describe('unequal widths', () => knowledgeContract(rkd, { describe, test, invariances, shapes: { student: [[3]], teacher: [[2, 3]] }, minimumAtTeacher: 0 }));
