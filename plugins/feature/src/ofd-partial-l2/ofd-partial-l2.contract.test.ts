// The contract of knowledge, for `ofd-partial-l2`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { ofdPartialL2 } from './ofd-partial-l2.ts';

const invariances = ['batch-permutation', 'batch-duplication', 'class-permutation'] as const;
// The default margin is a mean over the batch.
knowledgeContract(ofdPartialL2, { describe, test, invariances, couples: true });
describe('with one margin', () => knowledgeContract(ofdPartialL2, { describe, test, invariances, options: { margin: -0.5, layers: 'halving' } }));
describe('with a margin per channel', () =>
  knowledgeContract(ofdPartialL2, {
    describe,
    test,
    options: { margin: [-0.5, -3, 0] },
    shapes: { student: [[2, 2, 3]], teacher: [[2, 2, 3]] },
  }));
