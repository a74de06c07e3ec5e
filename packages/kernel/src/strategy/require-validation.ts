// For strategies that choose by what came of a stage: never by the test samples.
import type { StrategyContext } from '../contract/stage.ts';
import { retortError } from '../error/error-table.ts';

/** @param id - of the strategy, for people. @throws KD_E_STRATEGY_JUDGED */
export function requireValidation({ judged }: Pick<StrategyContext, 'judged'>, id: string): void {
  if (judged !== 'validation')
    throw retortError('KD_E_STRATEGY_JUDGED', { what: `the strategy "${id}" chooses by accuracy`, expected: 'validation samples', received: 'none' });
}
