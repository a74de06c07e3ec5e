// The contract of knowledge, for `tf-kd-virtual`. It knows no teacher, so nothing is claimed where the student equals one.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { tfKdVirtual } from './tf-kd-virtual.ts';

knowledgeContract(tfKdVirtual, { describe, test, minimumAtTeacher: null, invariances: ['batch-permutation', 'batch-duplication', 'logit-shift'] });
