// A network between two of one family: every option that is a number lies between theirs.
import type { Choice } from '@retort/kernel';

type Options = Readonly<Record<string, unknown>>;

/**
 * The options of `small` at share 0 and of `large` at share 1. Two positive numbers `a`, `b` give `a^(1-s) b^s`, others
 * `(1-s) a + s b`, rounded where both are whole; two lists give one whose length and entries lie between in the same way, read at
 * equal positions; two groups of options are gone through. Everything else is as the nearer of the two has it.
 */
export function between(small: Choice, large: Choice, share: number): Choice {
  return blend(asMap(small), asMap(large), share) as Choice;
}

export function idOf(model: Choice): string {
  return asMap(model).id;
}

const asMap = (model: Choice): Options & { readonly id: string } => (typeof model === 'string' ? { id: model } : model);

const isMap = (value: unknown): value is Options => typeof value === 'object' && value !== null && !Array.isArray(value);

function blend(a: unknown, b: unknown, share: number): unknown {
  if (typeof a === 'number' && typeof b === 'number') return blendNumbers(a, b, share);
  if (Array.isArray(a) && Array.isArray(b) && a.length > 0 && b.length > 0) return blendLists(a, b, share);
  if (isMap(a) && isMap(b) && a.id === b.id) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    const entries = keys.map((key) => [key, blend(a[key], b[key], share)] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
  return share < 0.5 ? a : b;
}

function blendNumbers(a: number, b: number, share: number): number {
  const value = a > 0 && b > 0 ? a ** (1 - share) * b ** share : a * (1 - share) + b * share;
  return Number.isInteger(a) && Number.isInteger(b) ? Math.round(value) : value;
}

function blendLists(a: readonly unknown[], b: readonly unknown[], share: number): readonly unknown[] {
  const length = blendNumbers(a.length, b.length, share);
  return Array.from({ length }, (_, index) => {
    const place = length === 1 ? 0.5 : index / (length - 1);
    return blend(entryAt(a, place), entryAt(b, place), share);
  });
}

/** What stands at a place in [0, 1] of a list, between two entries where it falls there. */
function entryAt(list: readonly unknown[], place: number): unknown {
  const at = place * (list.length - 1);
  const before = Math.floor(at);
  return blend(list[before], list[Math.min(before + 1, list.length - 1)], at - before);
}
