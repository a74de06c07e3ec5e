// From whom: a teacher is made of member models and a way to join them. A single model is a committee of one.
import type { Choice } from './clock.ts';
import type { Teacher } from './model.ts';
import type { RandomStream } from './random.ts';
import type { TrainingSpec } from './stage.ts';
import type { Shape } from './tensor.ts';
import type { MergeSpec } from './weighting.ts';

interface NamedMember {
  readonly name: string;
  /** Stands between this member and whoever asks it; owns it. */
  wrap?(member: Teacher, random: RandomStream): Teacher;
}

/** A network of the run's own. */
export interface ModelMember extends NamedMember {
  readonly model: Choice;
  /** Trained on the `full` view before any arm starts; absent for models that come trained. */
  readonly training?: TrainingSpec;
  /** It learns and answers these classes only (by name or index): a specialist. */
  readonly classes?: readonly (string | number)[];
  readonly open?: never;
}

/** What a teacher that is no network of the run has to answer. */
export interface TeacherBuild {
  /** Of one sample. */
  readonly inputShape: Shape;
  readonly classes: number;
}

/** Somebody else's network: a file for another runtime, a service. It comes trained. */
export interface OpenedMember extends NamedMember {
  /** Opened anew for each plan and each seed; the caller disposes it. Throws where it does not fit. */
  open(build: TeacherBuild): Promise<Teacher>;
  readonly model?: never;
  readonly training?: never;
  readonly classes?: never;
}

export type MemberSpec = ModelMember | OpenedMember;

export interface TeacherSource {
  readonly members: readonly MemberSpec[];
  /** How several members are heard. Needed where there is more than one. */
  readonly merge?: MergeSpec;
  /** Stands between the teacher and whoever asks it (noise, several views, a cache); owns it. */
  wrap?(teacher: Teacher, random: RandomStream): Teacher;
}
