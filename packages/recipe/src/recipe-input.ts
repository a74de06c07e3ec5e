// The user-facing form of a recipe, as types. What each key means when it is absent is in complete/defaults.ts.
import type { Choice, SampleView, TrainingSpec } from '@retort/kernel';

/** A number, or a schedule of the clock by id: `{ id: 'cosine', from: 8, to: 2 }`. A recipe is data, so never an object with functions. */
export type ScheduleInput = number | Choice;

/** Each key replaces its default; `optimizer`, `callbacks` and `augment` are replaced whole. */
export type TrainingInput = Partial<TrainingSpec>;

export interface DataInput {
  readonly source: Choice;
  /** Held out for testing where the source has no test part: a count, or a fraction below 1. */
  readonly test?: number;
  /** The same, held out of training for validation. */
  readonly validation?: number;
  /** Labels that students may see, stratified: a count, a fraction below 1, or `all`. */
  readonly labels?: number | 'all';
  /** Stratified fraction of the training part to keep, in (0, 1]. */
  readonly fraction?: number;
  /** Keep only these classes, by name or index. */
  readonly classes?: readonly (string | number)[];
}

/** A choice whose `id` is `model` when absent. Every `training` in it, at any depth, is completed with the defaults. */
export type TeacherInput = string | { readonly id?: string; readonly model?: Choice; readonly training?: TrainingInput; readonly [option: string]: unknown };

export interface TermInput {
  readonly knowledge: Choice;
  readonly weight?: ScheduleInput;
  /** The knowledge's id when absent; unique in its objective. */
  readonly name?: string;
  readonly mapping?: Choice;
  /** Student tap to teacher tap: short for `mapping: { id: pairs, pairs: {...} }`. */
  readonly layers?: Readonly<Record<string, string>>;
  readonly connector?: Choice;
}

export interface ObjectiveInput {
  readonly id?: string;
  readonly task?: ScheduleInput;
  readonly terms?: readonly TermInput[];
}

/** What a further arm changes of the main one. Maps merge, lists and plain values replace, another `id` replaces a choice whole. */
export interface ArmInput {
  readonly student?: Choice | { readonly id?: never; readonly [option: string]: unknown };
  readonly objective?: ObjectiveInput;
  readonly strategy?: Choice;
  readonly view?: SampleView;
  readonly training?: TrainingInput;
}

export interface ReportInput {
  readonly temperatures?: readonly number[];
  readonly samples?: number;
}

/** A recipe as a person writes it, in YAML, JSON or TypeScript. */
export interface RecipeInput {
  /** Names the run folder: lower-case letters, digits and `-`. */
  readonly name: string;
  /** Presets that fill what the recipe leaves open, the last one first. */
  readonly extends?: string | readonly string[];
  readonly seed?: number;
  readonly seeds?: readonly number[];
  readonly engine?: Choice;
  readonly plugins?: readonly string[];
  readonly data: DataInput;
  readonly teacher?: TeacherInput;
  readonly student: Choice;
  readonly objective?: ObjectiveInput;
  readonly strategy?: Choice;
  readonly view?: SampleView;
  readonly training?: TrainingInput;
  readonly compare?: Readonly<Record<string, ArmInput>>;
  readonly report?: ReportInput;
}
