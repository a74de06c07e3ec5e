// The stage that initialises a student before it learns its task: the option of knowledge that was published so, and what it asks for.
import type { Prelude } from '@retort/kernel';
import { z } from 'zod';

export const initialisationEpochs = z
  .int()
  .nonnegative()
  .default(0)
  .describe('Epochs of a stage before, in which the student learns this alone and after which it does not; 0: beside the task. Published: 30.');

/** Nothing where there are no epochs. */
export function initialisation({ prelude }: { readonly prelude: number }): Prelude | undefined {
  return prelude === 0 ? undefined : { epochs: prelude, trains: 'student', stays: false };
}
