// The contract of knowledge, for `mse-logits`. A shift of both sides by the same constant leaves it, too.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { mseLogits } from './mse-logits.ts';

knowledgeContract(mseLogits, { describe, test, invariances: ['batch-permutation', 'batch-duplication', 'class-permutation', 'logit-shift'] });
