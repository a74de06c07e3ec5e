// The contract of mappings, for each of this package's.
import { mappingContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { features } from './features/features.ts';
import { last } from './last/last.ts';
import { pairs } from './pairs/pairs.ts';

mappingContract(features, { describe, test });
mappingContract(last, { describe, test });
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
