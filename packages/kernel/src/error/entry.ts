// One row of the error table: what the code means and what to do. docs/errors.md is generated from all rows.

export interface ErrorEntry {
  /** What happened, one line. */
  readonly means: string;
  /** What to do when the thrower has nothing more exact to say. */
  readonly cure: string;
}

export type ErrorTable = Readonly<Record<string, ErrorEntry>>;
