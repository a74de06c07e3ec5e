// From whom: a teacher is made of member models and a way to join them. A single model is a committee of one.
import type { Choice } from './clock.ts';
import type { Teacher } from './model.ts';
import type { TrainingSpec } from './stage.ts';

export interface MemberSpec {
  readonly name: string;
  readonly model: Choice;
  /** Trained on the `full` view before any arm starts; absent for models that come trained. */
  readonly training?: TrainingSpec;
}

export interface TeacherSource {
  readonly members: readonly MemberSpec[];
  /** Joins the members, in their order, into one teacher that owns them. */
  combine(members: readonly Teacher[]): Teacher;
}
