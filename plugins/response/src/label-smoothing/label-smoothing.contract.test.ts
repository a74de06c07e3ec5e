// The contract of knowledge, for `label-smoothing`. It knows no teacher, so nothing is claimed where the student equals one.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { labelSmoothing } from './label-smoothing.ts';

knowledgeContract(labelSmoothing, { describe, test, minimumAtTeacher: null, invariances: ['batch-permutation', 'batch-duplication', 'logit-shift'] });
