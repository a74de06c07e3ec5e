// Who teaches from round to round: the newest teacher whose accuracy has not fallen. One that fell is not asked again, and the next
// is made of the one before it: rolled back.
import type { Choice, StrategyContext, StudentSpec, TeacherRef } from '@retort/kernel';
import { requireTeacher, requireValidation, retortError } from '@retort/kernel';

export class GuardedTeacher {
  readonly #model: Choice;
  readonly #tolerance: number;
  #ref: Extract<TeacherRef, { readonly kind: 'teacher' | 'slot' }>;
  #best: number | undefined;

  /** @throws KD_E_STRATEGY_TEACHER, KD_E_STRATEGY_JUDGED, KD_E_STRATEGY_ONE_TEACHER */
  constructor(context: StrategyContext, id: string, tolerance: number) {
    const teacher = requireTeacher(context, id);
    requireValidation(context, id);
    if (context.teacherModel === undefined || (teacher.kind !== 'teacher' && teacher.kind !== 'slot'))
      throw retortError('KD_E_STRATEGY_ONE_TEACHER', {
        what: `the teacher of the strategy "${id}"`,
        expected: 'one model that can be trained on',
        received: teacher.kind,
      });
    this.#model = context.teacherModel;
    this.#ref = teacher;
    this.#best = context.teacherMetrics?.accuracy;
    this.#tolerance = tolerance;
  }

  /** Who teaches now. */
  get ref(): Extract<TeacherRef, { readonly kind: 'teacher' | 'slot' }> {
    return this.#ref;
  }

  /** The student spec under which it is trained on, in a slot of its own. */
  continued(slot: string): StudentSpec {
    return { slot, model: this.#model, from: this.#ref };
  }

  /** Takes the teacher in `slot` for the present one unless its accuracy is below the best by more than the tolerance. Whether it did. */
  judge(slot: string, accuracy: number | undefined): boolean {
    // A plan that is drawn and not trained has no accuracy.
    const kept = accuracy === undefined || Number.isNaN(accuracy) || this.#best === undefined || accuracy >= this.#best - this.#tolerance;
    if (!kept) return false;
    this.#ref = { kind: 'slot', slot };
    if (accuracy !== undefined && !Number.isNaN(accuracy)) this.#best = Math.max(this.#best ?? accuracy, accuracy);
    return true;
  }
}
