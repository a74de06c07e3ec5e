// The contract of knowledge, for `cat-kd`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { catKd } from './cat-kd.ts';

const invariances = ['batch-permutation', 'batch-duplication', 'class-permutation'] as const;
/** Two classes. */
const maps = [[3, 2, 2]] as const;
const shapes = { student: maps, teacher: maps };
knowledgeContract(catKd, { describe, test, shapes, invariances });
describe('normalised', () =>
  knowledgeContract(catKd, { describe, test, shapes, invariances: [...invariances, 'student-scale'], options: { normalise: true } }));
describe('against binary maps', () => knowledgeContract(catKd, { describe, test, shapes, invariances, minimumAtTeacher: null, options: { binarise: true } }));
