// The contract of strategies, for each of this package's; also where the teacher falls every time and is rolled back.
import { strategyContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { feedback } from './feedback/feedback.ts';
import { metaDistil } from './meta-distil/meta-distil.ts';

for (const accuracy of [0.1, 0.95, Number.NaN]) {
  describe(`teachers of accuracy ${accuracy}`, () => {
    const outcome = () => ({ accuracy });
    strategyContract(feedback, { describe, test, outcome, options: { rounds: 2 } });
    strategyContract(metaDistil, { describe, test, outcome, options: { rounds: 2 } });
  });
}
