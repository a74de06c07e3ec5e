// The contract of knowledge, for `fsp`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { fsp } from './fsp.ts';

// Consecutive maps need not have equally many channels; both sides do.
knowledgeContract(fsp, { describe, test, invariances: ['batch-permutation', 'batch-duplication', 'class-permutation'] });
