// A chain: assistants one after another, each taught by larger ones, and at its end the student by a strategy of its own.
import {
  type NestedTeacher,
  nestLast,
  requireTeacher,
  type Stage,
  type StageOutcome,
  type StrategyContext,
  type StrategyResult,
  withTeacher,
} from '@retort/kernel';
import { assistantStage } from './assistant.ts';
import { assistantsOf } from './assistants-of.ts';
import type { ChainOptions } from './chain-options.ts';

/** A finished network that is larger than the next. */
export interface Larger extends NestedTeacher {
  readonly name: string;
}

/** Who teaches the next of a chain, of all that are larger than it, the teacher first. */
export type TeacherOf = (larger: readonly [Larger, ...Larger[]]) => NestedTeacher;

/**
 * Without assistants it is the last strategy, to the bit. Also measured: every assistant.
 *
 * @param id - of the strategy, for people.
 * @throws KD_E_STRATEGY_TEACHER, and what sizing throws
 */
export async function* playChain(
  context: StrategyContext,
  options: ChainOptions,
  teacherOf: TeacherOf,
  id: string,
): AsyncGenerator<Stage, StrategyResult, StageOutcome> {
  const teacher: Larger = { name: 'teacher', ref: requireTeacher(context, id), model: context.teacherModel, metrics: context.teacherMetrics };
  // A wrong name is refused before the first stage.
  const last = context.strategy(options.last);
  const { assistants, figures, taken } = yield* assistantsOf(context, options, id);
  const larger: [Larger, ...Larger[]] = [teacher];
  for (const assistant of assistants) {
    const stage = assistantStage(context, assistant, teacherOf(larger).ref);
    const outcome = yield stage;
    larger.push({ name: assistant.name, ref: { kind: 'slot', slot: stage.name }, model: assistant.model, metrics: outcome.learners.assistant });
  }
  const names = [...taken, ...assistants.map(({ name }) => name)];
  const result = yield* last.stages(nestLast(withTeacher(context, teacherOf(larger)), names));
  const trained = assistants.map(({ name }) => context.name(name));
  return {
    ...result,
    also: { ...result.also, ...Object.fromEntries(trained.map((slot) => [slot, { kind: 'slot', slot }])) },
    ...(Object.keys(figures).length === 0 ? {} : { figures: { ...result.figures, ...figures } }),
  };
}
