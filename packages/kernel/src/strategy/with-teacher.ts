// For strategies that hand a nested one another teacher than their own.
import type { Choice } from '../contract/clock.ts';
import type { Metrics, StrategyContext, TeacherRef } from '../contract/stage.ts';

export interface NestedTeacher {
  readonly ref: TeacherRef;
  /** Where it is one model: its network. */
  readonly model?: Choice | undefined;
  /** Where it has been evaluated. */
  readonly metrics?: Metrics | undefined;
}

/** The same context, in which somebody else teaches: nothing is left of the teacher before. */
export function withTeacher(
  { teacher: _, teacherModel: __, teacherMetrics: ___, ...rest }: StrategyContext,
  { ref, model, metrics }: NestedTeacher,
): StrategyContext {
  return {
    ...rest,
    teacher: ref,
    ...(model === undefined ? {} : { teacherModel: model }),
    ...(metrics === undefined ? {} : { teacherMetrics: metrics }),
  };
}
