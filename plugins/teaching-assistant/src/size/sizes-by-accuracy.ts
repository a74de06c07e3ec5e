// Assistants sized by what they reach alone: candidates are trained without a teacher, and those are kept whose accuracies divide
// the way from the student's to the teacher's evenly.
import {
  type Choice,
  type Metrics,
  requireValidation,
  retortError,
  type Stage,
  type StageOutcome,
  type StrategyContext,
  type TrainingSpec,
} from '@retort/kernel';
import { sizesByParameters } from './sizes-by-parameters.ts';

export interface AccuracySizing {
  readonly count: number;
  readonly candidates: number;
  /** What the candidates' training changes of the context's. */
  readonly training: Partial<TrainingSpec>;
}

export interface SizedByAccuracy {
  /** The largest first. */
  readonly models: readonly Choice[];
  /** What the student and each candidate reached alone, by the name of the stage. */
  readonly figures: Readonly<Record<string, Metrics>>;
  /** Local names of those stages and their slots. */
  readonly taken: readonly string[];
}

/**
 * One stage for the student alone and one for each candidate (sizes of equal ratio, largest first). With `A_s` and `A_t` the
 * accuracies of student and teacher, the k-th of n assistants is the candidate nearest to `A_t - k/(n+1) (A_t - A_s)`, of those that
 * are smaller than the one before.
 *
 * @throws KD_E_STRATEGY_JUDGED, KD_E_STRATEGY_TEACHER, KD_E_STRATEGY_BETWEEN
 */
export async function* sizesByAccuracy(
  context: StrategyContext,
  { count, candidates, training }: AccuracySizing,
  what: string,
): AsyncGenerator<Stage, SizedByAccuracy, StageOutcome> {
  requireValidation(context, what);
  const teacher = context.teacherMetrics?.accuracy;
  if (teacher === undefined)
    throw retortError('KD_E_STRATEGY_TEACHER', {
      what: `the assistants of ${what}`,
      expected: 'a teacher whose accuracy is known',
      received: 'none',
      action: 'Size them by parameters, or name them.',
    });
  const models = await sizesByParameters(context, candidates, what);
  const figures: Record<string, Metrics> = {};
  const accuracies: number[] = [];
  const taken = ['alone', ...models.map((_, index) => `candidate-${index + 1}`)];
  for (const [index, model] of [context.student, ...models].entries()) {
    const slot = context.name(taken[index]!);
    const outcome = yield {
      name: slot,
      learners: [{ name: 'candidate', student: { slot, model }, objective: { task: 1, terms: [] } }],
      view: context.view,
      training: { ...context.training, ...training },
    };
    figures[slot] = outcome.learners.candidate!;
    accuracies.push(outcome.learners.candidate!.accuracy!);
  }
  const [student, ...reached] = accuracies as [number, ...number[]];
  return { models: spread(reached, count, teacher, student).map((index) => models[index]!), figures, taken };
}

/** Places in `reached`, in order, each the nearest to its target that leaves room for those after it. */
function spread(reached: readonly number[], count: number, teacher: number, student: number): readonly number[] {
  const chosen: number[] = [];
  for (let k = 1; k <= count; k++) {
    const target = teacher - (k / (count + 1)) * (teacher - student);
    const free = reached.map((_, index) => index).slice((chosen.at(-1) ?? -1) + 1, reached.length - (count - k));
    chosen.push(free.reduce((best, index) => (Math.abs(reached[index]! - target) < Math.abs(reached[best]! - target) ? index : best)));
  }
  return chosen;
}
