// A whole run as data. Validation and defaults live in @retort/recipe; this is what comes out of them.
import type { Choice } from './clock.ts';
import type { ObjectiveSpec } from './objective.ts';
import type { SampleView, TrainingSpec } from './stage.ts';

export interface DataSpec {
  readonly source: Choice;
  /** Samples held out for testing where the source has no test part: a count, or a fraction below 1. */
  readonly test: number;
  /** The same, held out of training for validation; 0: none. */
  readonly validation: number;
  /** Labels that students may see, stratified: a count, a fraction below 1, or `all`. Teachers see all. */
  readonly labels: number | 'all';
  /** Keep only these classes (by name or index), renumbered. */
  readonly classes?: readonly (string | number)[];
  /** Stratified fraction of the training part to keep, in (0, 1]. */
  readonly fraction: number;
}

/** One way of training the student. The recipe's own is the arm `distilled`. */
export interface ArmSpec {
  readonly student: Choice;
  readonly objective: ObjectiveSpec;
  readonly strategy: Choice;
  readonly view: SampleView;
  readonly training: TrainingSpec;
}

export interface Recipe {
  readonly name: string;
  readonly seeds: readonly number[];
  readonly engine: Choice;
  /** Packages or files of plugins, loaded by the application, never by the recipe itself. */
  readonly plugins: readonly string[];
  readonly data: DataSpec;
  readonly teacher?: Choice;
  /** By name, in the order of the table. */
  readonly arms: Readonly<Record<string, ArmSpec>>;
  readonly report: { readonly temperatures: readonly number[]; readonly samples: number };
}
