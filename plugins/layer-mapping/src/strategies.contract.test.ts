// The contract of strategies, for the search of a mapping.
import { strategyContract, tinyStrategy } from '@retort/testing';
import { describe, test } from 'vitest';
import { mappingSearch } from './mapping-search/mapping-search.ts';

const offline = tinyStrategy('offline');

strategyContract(mappingSearch, { describe, test, options: { candidates: ['first', 'last'] }, inside: [offline] });
