// Families of networks, and the form in which a finished one leaves.

import type { Student } from './model.ts';
import type { RandomStream } from './random.ts';
import type { Shape } from './tensor.ts';

export interface ModelBuild {
  /** Without the batch axis. */
  readonly inputShape: Shape;
  readonly classes: number;
  /** Initial weights are drawn from it. */
  readonly random: RandomStream;
  /** The recipe's teacher where it is one trained model, for networks that take a part of it over. Not to be changed. */
  readonly teacher?: Student;
}

export interface ModelFamily {
  /** Whether its models come trained (a saved folder, the application's own model). Only such a model may teach untrained. */
  readonly trained?: boolean;
  build(build: ModelBuild): Student | Promise<Student>;
}

/** A finished student as files. It touches no disk: whoever calls it commits the files as one folder, whole or not at all. */
export interface Exporter {
  /** Contents by relative path. The student stays the caller's. */
  files(student: Student): Promise<ReadonlyMap<string, Uint8Array | string>>;
}
