// From whom: a teacher is made of member models and a way to join them. A single model is a committee of one.
import type { Choice } from './clock.ts';
import type { Teacher } from './model.ts';
import type { RandomStream } from './random.ts';
import type { TrainingSpec } from './stage.ts';
import type { MergeSpec } from './weighting.ts';

export interface MemberSpec {
  readonly name: string;
  readonly model: Choice;
  /** Trained on the `full` view before any arm starts; absent for models that come trained. */
  readonly training?: TrainingSpec;
  /** It learns and answers these classes only (by name or index): a specialist. */
  readonly classes?: readonly (string | number)[];
  /** Stands between this member and whoever asks it; owns it. */
  wrap?(member: Teacher, random: RandomStream): Teacher;
}

export interface TeacherSource {
  readonly members: readonly MemberSpec[];
  /** How several members are heard. Needed where there is more than one. */
  readonly merge?: MergeSpec;
  /** Stands between the teacher and whoever asks it (noise, several views, a cache); owns it. */
  wrap?(teacher: Teacher, random: RandomStream): Teacher;
}
