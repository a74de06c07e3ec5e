// The contract of strategies, for each of this package's.
import { strategyContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { codistillation, kdcl, mutual, one } from './index.ts';

const runner = { describe, test, worksAlone: true };

strategyContract(mutual, runner);
strategyContract(mutual, { ...runner, options: { students: 3, order: 'in-turn' } });
strategyContract(mutual, { describe, test, options: { students: ['mlp', 'convnet'], teacher: 'too' } });
strategyContract(kdcl, runner);
strategyContract(one, { ...runner, options: { from: 'hidden1' } });
strategyContract(codistillation, { ...runner, options: { students: 3 } });
