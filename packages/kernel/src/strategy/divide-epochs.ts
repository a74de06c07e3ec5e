// For strategies that spend the epochs of one training in several stages.
import { retortError } from '../error/error-table.ts';

/** Whole epochs that add up to `epochs`, as equal as can be, the larger parts first. @throws KD_E_STRATEGY_EPOCHS */
export function divideEpochs(epochs: number, parts: number, what: string): readonly number[] {
  if (epochs < parts) throw retortError('KD_E_STRATEGY_EPOCHS', { what, expected: `at least ${parts} epochs, one for each part`, received: String(epochs) });
  return Array.from({ length: parts }, (_, part) => Math.floor(epochs / parts) + (part < epochs % parts ? 1 : 0));
}
