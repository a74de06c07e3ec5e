// What is measured, as data: the networks, the shapes, the objective and the optimizer of a training step. A child process of any framework reads it.
import type { Choice, ObjectiveSpec, Shape } from '@retort/kernel';

/** A model family with its options. */
export type Network = { readonly id: string } & Readonly<Record<string, unknown>>;

/**
 * Who answers. `live`: the teacher's own network, in every step. `cached`: its answers, kept on disk. `onnx`: its network in an ONNX file.
 * `none`: its logits come with the batch and cost nothing, so that the student is timed alone. `peers`: the students themselves.
 */
export type TeacherKind = 'live' | 'cached' | 'onnx' | 'none' | 'peers';

export const TEACHER_KINDS: readonly TeacherKind[] = ['live', 'cached', 'onnx', 'none', 'peers'];

export interface Scenario {
  readonly id: string;
  readonly summary: string;
  /** Of one sample. */
  readonly shape: Shape;
  readonly classes: number;
  readonly batch: number;
  /** Of an epoch, which is a turn of the measurement: more where a step is short. */
  readonly steps: number;
  readonly teacher: Network;
  /** Teachers of this network; more than one are a committee in the space of losses. */
  readonly members: number;
  readonly student: Network;
  /** Its first stage is what is measured. */
  readonly strategy: Choice;
  readonly objective: ObjectiveSpec;
  readonly optimizer: Choice;
  readonly teachers: readonly TeacherKind[];
}
