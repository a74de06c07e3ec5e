// What a case draws: host values and the computation over them. Part of the tests, not of the package.
import fc from 'fast-check';
import type { Compute, HostTensor } from '../parity.ts';

export interface Drawn {
  readonly inputs: readonly HostTensor[];
  readonly compute: Compute;
  /** What the cpu engine computes instead, where its own kernel is not the definition. */
  readonly reference?: Compute;
}

export const small = (max: number) => fc.integer({ min: 1, max });
