// A strategy's stages as the run takes them: with the preludes that their knowledge needs, each under a name of its own.
import { type Maker, retortError, type Stage, type StageOutcome, type StrategyResult } from '@retort/kernel';
import { expandPreludes } from './expand-preludes.ts';

/**
 * Wants the outcome of every stage; the strategy is told those of its own.
 *
 * @throws KD_E_RUN_STAGE where two stages have one name, KD_E_RUN_PRELUDE
 */
export async function* playStrategy(
  stages: AsyncGenerator<Stage, StrategyResult, StageOutcome>,
  maker: Maker,
  arm: string,
): AsyncGenerator<Stage, StrategyResult, StageOutcome> {
  const names = new Set<string>();
  let seen: ReadonlySet<string> = new Set();
  let next = await stages.next();
  while (next.done !== true) {
    const { preludes, stage, seen: after } = expandPreludes(next.value, maker, seen);
    seen = after;
    for (const prelude of preludes) yield named(prelude, names, arm);
    const outcome = yield named(stage, names, arm);
    next = await stages.next(outcome);
  }
  return next.value;
}

function named(stage: Stage, names: Set<string>, arm: string): Stage {
  if (names.has(stage.name))
    throw retortError('KD_E_RUN_STAGE', { what: `the strategy of arm "${arm}"`, expected: 'stages with different names', received: `"${stage.name}" twice` });
  names.add(stage.name);
  return stage;
}
