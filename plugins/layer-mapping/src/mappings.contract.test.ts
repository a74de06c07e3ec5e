// The contract of mappings, for each of this package's.
import { mappingContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { all } from './all/all.ts';
import { alpKd } from './alp-kd/alp-kd.ts';
import { byShape } from './by-shape/by-shape.ts';
import { every } from './every/every.ts';
import { features } from './features/features.ts';
import { first } from './first/first.ts';
import { last } from './last/last.ts';
import { pairs } from './pairs/pairs.ts';
import { semckd } from './semckd/semckd.ts';
import { uniform } from './uniform/uniform.ts';

/** Two members, unlike each other. */
const committee = {
  logits: [10],
  'a/logits': [10],
  'a/block1': [8, 8, 8],
  'a/block2': [4, 4, 16],
  'a/features': [16],
  'b/logits': [10],
  'b/stage1': [4, 4, 6],
  'b/pooled': [6],
} as const;

const chosen = [
  [features, {}],
  [first, {}],
  [last, { layers: 2 }],
  [uniform, {}],
  [every, { every: 1 }],
  [byShape, {}],
  [all, {}],
] as const;
for (const [mapping, options] of chosen) {
  mappingContract(mapping, { describe, test, options });
  describe('from a committee', () => mappingContract(mapping, { describe, test, options, teacher: committee }));
  describe('from one member', () => mappingContract(mapping, { describe, test, options: { ...options, of: 'b' }, teacher: committee }));
}
mappingContract(pairs, { describe, test, options: { pairs: { block1: 'block2', block2: 'block3' } } });
describe('as a list', () =>
  mappingContract(pairs, {
    describe,
    test,
    options: {
      pairs: [
        ['block1', 'block2'],
        ['block1', 'block3'],
        ['block2', 'block3'],
      ],
    },
  }));

const maps = { block1: [4, 4, 2], block2: [2, 3, 3], features: [3] } as const;
const others = { stage1: [4, 3, 4], stage2: [2, 2, 4], features: [4] } as const;
const sides = { student: { logits: [5], ...maps }, teacher: { logits: [5], ...others } };
const two = {
  student: { logits: [5], block1: [4, 4, 2], features: [3] },
  teacher: { logits: [5], 'a/logits': [5], 'a/stage1': [4, 3, 4], 'a/features': [4], 'b/logits': [5], 'b/early': [2, 2, 3], 'b/late': [3] },
} as const;

mappingContract(semckd, { describe, test, attends: true, ...sides, weightsSumTo: 1 });
describe('of a committee', () =>
  mappingContract(semckd, { describe, test, attends: true, ...two, weightsSumTo: 2, differenceStep: 2e-4, options: { factor: 2, temperature: 0.5 } }));
mappingContract(alpKd, { describe, test, attends: true, ...sides });
describe('of a committee, normalised', () => mappingContract(alpKd, { describe, test, attends: true, ...two, options: { normalise: true } }));
