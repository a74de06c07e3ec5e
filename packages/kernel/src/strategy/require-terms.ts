// For strategies whose learners teach each other: without a knowledge term they would be trained beside each other, and nothing more.
import type { ObjectiveSpec } from '../contract/objective.ts';
import { retortError } from '../error/error-table.ts';

/** The objective. @param id - of the strategy, for people. @throws KD_E_STRATEGY_TERMS */
export function requireTerms(objective: ObjectiveSpec, id: string): ObjectiveSpec {
  if (objective.terms.length === 0)
    throw retortError('KD_E_STRATEGY_TERMS', { what: `the objective of the strategy "${id}"`, expected: 'at least one knowledge term', received: 'none' });
  return objective;
}
