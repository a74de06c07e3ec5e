// Plays a strategy without training: its stages as data, and what it ends with.
import type { Metrics, Stage, StageOutcome, Strategy, StrategyContext, StrategyResult } from '@retort/kernel';

export interface PlayedStrategy {
  readonly stages: readonly Stage[];
  readonly result: StrategyResult;
}

export interface PlayOptions {
  /** What each stage's learner and shadow is told to have reached; an accuracy of 0.5 when absent. */
  readonly outcome?: (stage: Stage, learner: string) => Metrics;
  /** Stages after which it counts as endless; 100 when absent. */
  readonly longest?: number;
}

/** Each stage took 10 steps and was judged as the context says. */
export async function playStrategy(strategy: Strategy, context: StrategyContext, options: PlayOptions = {}): Promise<PlayedStrategy> {
  const { outcome = () => ({ accuracy: 0.5 }), longest = 100 } = options;
  const generator = strategy.stages(context);
  const stages: Stage[] = [];
  let turn = await generator.next();
  while (turn.done !== true) {
    const stage = turn.value;
    stages.push(stage);
    if (stages.length > longest) throw new Error(`expected an end after at most ${longest} stages`);
    const judged = [...stage.learners.map(({ name }) => name), ...(stage.shadows ?? []).map(({ slot }) => slot)];
    const learners = Object.fromEntries(judged.map((name) => [name, outcome(stage, name)]));
    const came: StageOutcome = { stage: stage.name, steps: 10, reason: 'finished', judged: context.judged, learners };
    turn = await generator.next(came);
  }
  return { stages, result: turn.value };
}
