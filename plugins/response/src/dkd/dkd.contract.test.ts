// The contract of knowledge, for `dkd`. Not unmoved by a permutation of the classes alone: the labels would have to follow.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { dkd } from './dkd.ts';

knowledgeContract(dkd, { describe, test, invariances: ['batch-permutation', 'batch-duplication', 'logit-shift'] });
