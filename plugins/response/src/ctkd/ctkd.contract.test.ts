// The contract of knowledge, for `ctkd`: its variable among what must get a gradient.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { ctkd } from './ctkd.ts';

knowledgeContract(ctkd, { describe, test, invariances: ['batch-permutation', 'batch-duplication', 'class-permutation', 'logit-shift'] });
