// Moves variables along gradients. Its slots are variables with stable names, so a checkpoint holds all of its state.
import type { Clock, Schedulable } from './clock.ts';
import type { Feeds } from './knowledge.ts';
import type { NamedTensors, NamedVariables } from './named.ts';

export interface Optimizer {
  /** The learning rate, which callbacks may scale. */
  readonly rate: Schedulable;
  /** Host numbers of this step beside the rate (bias corrections), computed from the clock alone. */
  feeds(clock: Clock): Readonly<Record<string, number>>;
  /** Makes the slots for these variables. Called once per stage. */
  build(variables: NamedVariables): BuiltOptimizer;
}

export interface BuiltOptimizer {
  /** One update. `feeds.rate` is the learning rate. Gradients stay the caller's. */
  apply(gradients: NamedTensors, feeds: Feeds): void;
  /** By stable name. The optimizer owns them. */
  readonly slots: NamedVariables;
  dispose(): void;
}
