// The contract of knowledge, for `crd`: with a bank that is used whole, and with negatives and positives drawn from it.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { crd } from './crd.ts';

const shapes = { student: [[3]], teacher: [[2, 2]] };
const embedding = 4;

knowledgeContract(crd, { describe, test, options: { embedding, negatives: 16 }, minimumAtTeacher: null, shapes, settles: true });
describe('drawn', () =>
  // Which samples are drawn depends on the place in the batch.
  knowledgeContract(crd, {
    describe,
    test,
    options: { embedding, negatives: 1, positives: 'relaxed' },
    minimumAtTeacher: null,
    shapes,
    settles: true,
    invariances: [],
  }));
