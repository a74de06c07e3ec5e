// The contract of strategies, for each of this package's.
import { strategyContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { bornAgain, byot, csKd, meanTeacher, tfKd } from './index.ts';

const runner = { describe, test, worksAlone: true };

strategyContract(byot, { ...runner, options: { at: ['hidden1'] } });
strategyContract(bornAgain, runner);
strategyContract(bornAgain, { describe, test, options: { first: 'teacher' } });
strategyContract(meanTeacher, runner);
strategyContract(csKd, runner);
strategyContract(tfKd, runner);
strategyContract(tfKd, { ...runner, options: { kind: 'virtual' } });
