// What a callback watches, and which way is better. The names and the `auto` rule are Keras'.
import { expectedName, type Metrics, retortError } from '@retort/kernel';
import { z } from 'zod';

export const monitorOptions = {
  monitor: z.string().default('val_accuracy').describe('a reported value: loss, val_accuracy, val_nll, learner/term'),
  mode: z.enum(['auto', 'min', 'max']).default('auto').describe('auto: max for accuracy, top-k and agreement, min for the rest'),
};

export interface MonitorOptions {
  readonly monitor: string;
  readonly mode: 'auto' | 'min' | 'max';
}

/** The watched value. Throws `KD_E_TRAIN_MONITOR` where it is never reported. `undefined` in epochs without evaluation. */
export function watched({ monitor }: MonitorOptions, logs: Metrics): number | undefined {
  const value = logs[monitor];
  if (value === undefined && (!monitor.startsWith('val_') || Object.keys(logs).some((name) => name.startsWith('val_')))) {
    throw retortError('KD_E_TRAIN_MONITOR', { what: 'a callback', expected: expectedName(monitor, Object.keys(logs)), received: `monitor "${monitor}"` });
  }
  return value;
}

/** Whether `value` is better than `best` by more than `delta`. Nothing is better than NaN; anything beats no best. */
export function improves({ monitor, mode }: MonitorOptions, value: number, best: number | null, delta: number): boolean {
  if (Number.isNaN(value)) return false;
  if (best === null) return true;
  const rising = mode === 'max' || (mode === 'auto' && /accuracy|top\d|agreement/.test(monitor));
  return rising ? value > best + delta : value < best - delta;
}
