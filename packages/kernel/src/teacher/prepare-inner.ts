// How a teacher around a teacher passes on what will be observed next.
import type { TapName, Teacher } from '../contract/model.ts';

/**
 * The `prepare` of a wrapper that asks the one inside about the very batch that it is asked about; nothing where the one inside has none.
 *
 * @param tapsOf - the taps that it asks for; those that it is asked for when absent.
 */
export function prepareInner(inner: Teacher, tapsOf: (taps: readonly TapName[]) => readonly TapName[] = (taps) => taps): Pick<Teacher, 'prepare'> {
  return inner.prepare === undefined ? {} : { prepare: (batch, taps) => inner.prepare?.(batch, tapsOf(taps)) };
}
