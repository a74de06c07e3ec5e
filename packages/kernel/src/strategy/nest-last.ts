// For strategies that end with another one.
import type { StrategyContext } from '../contract/stage.ts';

/**
 * The context of a strategy that is the last part of this one. It keeps the outer names, so that a chain of nothing else is the
 * inner strategy to the bit; a name that this one has used already gets `last-` in front.
 *
 * @param taken - local names of stages and slots of the outer strategy.
 */
export function nestLast(context: StrategyContext, taken: readonly string[]): StrategyContext {
  const isTaken = (local: string): boolean => taken.includes(local.replace(/^(last-)+/, ''));
  return { ...context, name: (local) => context.name(isTaken(local) ? `last-${local}` : local) };
}
