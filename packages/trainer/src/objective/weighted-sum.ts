// The objective nearly everyone means: the sum of weight times term.
import { defineObjective, type Scalar } from '@retort/kernel';
import { addN, mul } from '@retort/tensor';

export const weightedSum = defineObjective({
  id: 'weighted-sum',
  summary: 'The sum of weight times term',
  create: () => ({
    combine(terms, weights) {
      const weighted = Object.entries(terms).map(([name, term]) => mul(term, weights[name]!) as Scalar);
      return weighted.length === 1 ? weighted[0]! : (addN(weighted) as Scalar);
    },
  }),
});
