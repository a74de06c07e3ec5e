// Counts the cells and tells what came of them, by axis and by code.
import type { Result } from './compose.ts';

export interface Counted {
  readonly axes: Readonly<Record<string, string>>;
  readonly result: Result;
}

export class Tally {
  readonly #cells: Counted[] = [];

  add(axes: Counted['axes'], result: Result): void {
    this.#cells.push({ axes, result });
  }

  get total(): number {
    return this.#cells.length;
  }

  get refused(): number {
    return this.#cells.filter(({ result }) => result.refusal !== undefined).length;
  }

  get composed(): number {
    return this.total - this.refused;
  }

  /** Cells that composed, of those with these values, by what they have on one axis: 0 where it never did. A response has no layers. */
  composedBy(axis: string, where: Counted['axes'] = {}): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { axes, result } of this.#cells) {
      const name = axes[axis];
      if (name !== undefined && Object.entries(where).every(([key, value]) => axes[key] === value))
        counts.set(name, (counts.get(name) ?? 0) + (result.refusal === undefined ? 1 : 0));
    }
    return counts;
  }

  /** Cells that were refused, by code. */
  codes(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { result } of this.#cells) if (result.refusal !== undefined) counts.set(result.refusal.code, (counts.get(result.refusal.code) ?? 0) + 1);
    return counts;
  }

  text(title: string, axes: readonly string[]): string {
    const list = (counts: ReadonlyMap<string, number>): string => [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
    const size = `${this.composed} composed, ${this.refused} refused, ${this.total} in all`;
    return [`${title}: ${size}`, ...axes.map((axis) => `  ${axis}: ${list(this.composedBy(axis))}`), `  refused: ${list(this.codes())}`].join('\n');
  }
}
