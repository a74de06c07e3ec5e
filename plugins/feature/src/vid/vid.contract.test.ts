// The contract of knowledge, for `vid`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { vid } from './vid.ts';

// Its regressor starts at random, so the loss at student = teacher is no fixed number, and it may be negative.
const minimumAtTeacher = null;
knowledgeContract(vid, { describe, test, minimumAtTeacher, invariances: ['batch-permutation', 'batch-duplication'] });
describe('of a width of its own', () => knowledgeContract(vid, { describe, test, minimumAtTeacher, options: { width: 5, initialVariance: 0.5 } }));
