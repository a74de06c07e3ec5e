// Numbers as people read them. One locale, so that a report is the same on every machine.
import type { Spread } from './spread.ts';

/** Where there is no number. */
export const NONE = '–';

export const fixed = (value: number, digits: number): string => (Number.isFinite(value) ? value.toFixed(digits) : NONE);

/** `93.7 ± 0.9`; without the spread for a single seed. */
export function meanAndSd({ mean, sd }: Spread, digits: number, scale = 1): string {
  return sd === undefined || !Number.isFinite(sd) ? fixed(mean * scale, digits) : `${fixed(mean * scale, digits)} ± ${fixed(sd * scale, digits)}`;
}

/** `1,234,567`. */
export const whole = (value: number): string => (Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : NONE);

/** `+1.2` or `−0.4`, with a real minus sign. */
export const signed = (value: number, digits: number): string => (Number.isFinite(value) ? `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}` : NONE);
