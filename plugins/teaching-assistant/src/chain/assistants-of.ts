// The assistants that the options describe: named, or sized between teacher and student. Sizing by accuracy trains candidates.
import type { Metrics, Stage, StageOutcome, StrategyContext } from '@retort/kernel';
import { sizesByAccuracy } from '../size/sizes-by-accuracy.ts';
import { sizesByParameters } from '../size/sizes-by-parameters.ts';
import type { Assistant, AssistantOptions } from './assistant.ts';
import type { ChainOptions } from './chain-options.ts';

export interface Assistants {
  readonly assistants: readonly Assistant[];
  /** Of the candidates, where accuracies were compared. */
  readonly figures: Readonly<Record<string, Metrics>>;
  /** Local names of the candidates' stages and slots. */
  readonly taken: readonly string[];
}

/** The largest first. @param id - of the strategy, for people. */
export async function* assistantsOf(
  context: StrategyContext,
  { assistants, training, objective }: Pick<ChainOptions, 'assistants' | 'training' | 'objective'>,
  id: string,
): AsyncGenerator<Stage, Assistants, StageOutcome> {
  if (!('by' in assistants)) return { assistants: named(assistants, { training, objective }), figures: {}, taken: [] };
  const { models, ...sized } =
    assistants.by === 'accuracy'
      ? yield* sizesByAccuracy(context, { ...assistants, training }, id)
      : { models: await sizesByParameters(context, assistants.count, id), figures: {}, taken: [] };
  return {
    assistants: named(
      models.map((model) => ({ model })),
      { training, objective },
    ),
    ...sized,
  };
}

function named(all: readonly AssistantOptions[], { training, objective }: Pick<ChainOptions, 'training' | 'objective'>): readonly Assistant[] {
  return all.map((own, index) => ({
    name: own.name ?? `assistant-${index + 1}`,
    model: own.model,
    training: { ...training, ...own.training },
    objective: { ...objective, ...own.objective },
  }));
}
