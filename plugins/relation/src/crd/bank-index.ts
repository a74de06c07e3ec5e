// Which row of a memory bank belongs to which sample, and which rows are its class. Numbers on the host, fixed at the build.
import { type KnowledgeBuild, retortError } from '@retort/kernel';

/** A run of rows. */
export interface RowRange {
  readonly start: number;
  readonly count: number;
}

export interface BankPlace {
  readonly row: number;
  /** The rows of its class, its own among them; its own alone where it has no label. */
  readonly positives: RowRange;
  /** The rows that are no negatives of it. At least one other row always is, unless the bank has no other. */
  readonly excluded: RowRange;
}

/** Rows are sorted by class and then by identity, so that a class is one run of rows; samples without a label come last. */
export class BankIndex {
  readonly rows: number;
  readonly #places = new Map<number, BankPlace>();

  constructor({ samples, view }: Pick<KnowledgeBuild, 'samples' | 'view'>) {
    this.rows = samples;
    const label = (at: number): number => {
      const known = view?.labels[at] ?? -1;
      return known < 0 ? Number.POSITIVE_INFINITY : known;
    };
    const id = (at: number): number => view?.ids[at] ?? at;
    const order = Array.from({ length: samples }, (_, at) => at).sort((a, b) => (label(a) === label(b) ? id(a) - id(b) : label(a) - label(b)));
    for (let start = 0, end = 0; start < samples; start = end) {
      end = start + 1;
      const own = label(order[start]!);
      if (Number.isFinite(own)) while (end < samples && label(order[end]!) === own) end++;
      const positives = { start, count: end - start };
      for (let row = start; row < end; row++) this.#places.set(id(order[row]!), { row, positives, excluded: excludedOf(row, positives, samples) });
    }
  }

  /** @throws KD_E_KNOWLEDGE_SAMPLE */
  placesOf(ids: Int32Array): readonly BankPlace[] {
    return Array.from(ids, (id) => {
      const place = this.#places.get(id);
      if (place === undefined)
        throw retortError('KD_E_KNOWLEDGE_SAMPLE', { what: 'a sample', expected: `one of the ${this.rows} of the training view`, received: `identity ${id}` });
      return place;
    });
  }
}

/** The class; itself alone where there is no other class; nothing where there is no other sample. */
function excludedOf(row: number, positives: RowRange, rows: number): RowRange {
  if (positives.count < rows) return positives;
  return rows === 1 ? { start: row, count: 0 } : { start: row, count: 1 };
}
