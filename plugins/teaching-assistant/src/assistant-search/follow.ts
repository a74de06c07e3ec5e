// Plays a nested strategy and keeps account: what every slot reached, and what its training cost.
import type { Choice, Metrics, Stage, StageOutcome, StrategyResult } from '@retort/kernel';

export interface Followed {
  readonly result: StrategyResult;
  /** The last evaluation of every slot that was trained or followed a learner. */
  readonly reached: ReadonlyMap<string, Metrics>;
  /** Steps times trained parameters, over all stages and learners. */
  readonly cost: number;
}

/** @param parameters - of a network. */
export async function* follow(
  stages: AsyncGenerator<Stage, StrategyResult, StageOutcome>,
  parameters: (model: Choice) => Promise<number>,
): AsyncGenerator<Stage, Followed, StageOutcome> {
  const reached = new Map<string, Metrics>();
  let cost = 0;
  let turn = await stages.next();
  while (turn.done !== true) {
    const stage = turn.value;
    const outcome = yield stage;
    for (const { name, student } of stage.learners) reached.set(student.slot, outcome.learners[name]!);
    for (const { slot } of stage.shadows ?? []) reached.set(slot, outcome.learners[slot]!);
    cost += await costOf(stage, outcome, parameters);
    turn = await stages.next(outcome);
  }
  return { result: turn.value, reached, cost };
}

/** Steps of a stage times the parameters that it trains. */
export async function costOf({ learners }: Stage, { steps }: StageOutcome, parameters: (model: Choice) => Promise<number>): Promise<number> {
  let trained = 0;
  for (const { student } of learners) trained += await parameters(student.model);
  return steps * trained;
}
