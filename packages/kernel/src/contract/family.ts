// Families of networks, and where a finished one is written.

import type { Student } from './model.ts';
import type { RandomStream } from './random.ts';
import type { Shape } from './tensor.ts';

export interface ModelBuild {
  /** Without the batch axis. */
  readonly inputShape: Shape;
  readonly classes: number;
  /** Initial weights are drawn from it. */
  readonly random: RandomStream;
}

export interface ModelFamily {
  build(build: ModelBuild): Student | Promise<Student>;
}

/** Writes a finished student. Atomic: a folder is whole or absent. */
export interface Exporter {
  write(student: Student, folder: string): Promise<void>;
}
