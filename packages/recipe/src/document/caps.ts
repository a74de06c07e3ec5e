// How large a recipe may be. Checked while reading, before anything is built from it.

export const caps = {
  /** UTF-8 bytes of text. */
  bytes: 1024 * 1024,
  /** Maps and lists inside each other. */
  depth: 64,
  /** Scalars, maps and lists together. */
  nodes: 100_000,
} as const;

/** Keys that would reach into an object's prototype. */
export const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
