// The contract of knowledge, for `pkt`: also with samples of another width on the teacher's side.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { pkt } from './pkt.ts';

knowledgeContract(pkt, { describe, test, invariances: ['batch-permutation', 'student-scale', 'student-rotation'] });
describe('unequal widths', () => knowledgeContract(pkt, { describe, test, shapes: { student: [[3]], teacher: [[2, 3]] } }));
