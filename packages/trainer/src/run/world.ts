// What one seed of a run is run in, and what its teacher turned out to be.
import type { DataParts } from '@retort/data';
import type { CaptureStep, Maker, Metrics, RandomStream, Recipe, Student, Teacher } from '@retort/kernel';
import type { Participant, Place } from './run-event.ts';
import type { RunStore } from './run-store.ts';
import { type SingleTeacher, Slots } from './slots.ts';

/** The arm under which the teacher's own stages stand. */
export const TEACHER_ARM = 'teacher';

export interface World {
  readonly recipe: Recipe;
  readonly seed: number;
  readonly maker: Maker;
  readonly data: DataParts;
  readonly random: RandomStream;
  readonly store: RunStore | undefined;
  readonly signal: AbortSignal | undefined;
  /** Of the engine's session, where it has one. */
  readonly capture: CaptureStep | undefined;
  /** One batch of every stage only. */
  readonly rehearsal: boolean;
}

/** Without a teacher in the recipe there is nothing of all this. */
export interface Taught {
  readonly teacher: Teacher | undefined;
  readonly models: readonly Student[];
  readonly single: SingleTeacher | undefined;
  readonly participant: Participant | undefined;
  /** Predictions, and metrics, on the samples that outcomes are judged on. */
  readonly predictions: Int32Array | undefined;
  readonly metrics: Metrics | undefined;
}

export const UNTAUGHT: Taught = { teacher: undefined, models: [], single: undefined, participant: undefined, predictions: undefined, metrics: undefined };

export function slotsOf({ maker, random, data }: Pick<World, 'maker' | 'random' | 'data'>, teacher?: SingleTeacher): Slots {
  return new Slots({ maker, random: random.child('init'), inputShape: data.shape, classes: data.classes.length, teacher });
}

export function placeOf({ seed }: World, arm: string, { name: stage }: { readonly name: string }): Place {
  return { seed, arm, stage };
}

/** Where there are validation samples outcomes are judged on them, else on the test samples; then nothing may be chosen by them. */
export function judgedOn({ validation, test }: DataParts) {
  return validation ?? test;
}
