// The contract of strategies, for each of this package's.
import { strategyContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { alone } from './alone/alone.ts';
import { offline } from './offline/offline.ts';

strategyContract(offline, { describe, test });
strategyContract(alone, { describe, test, worksAlone: true });
