// Running means of an epoch's reported numbers. Plain data, so that a checkpoint in the middle of an epoch keeps them exactly.
import type { Metrics } from '@retort/kernel';

export interface MeansState {
  readonly count: number;
  readonly sums: Readonly<Record<string, number>>;
}

export class Means {
  #count = 0;
  readonly #sums = new Map<string, number>();

  add(values: Metrics): void {
    this.#count += 1;
    for (const [name, value] of Object.entries(values)) this.#sums.set(name, (this.#sums.get(name) ?? 0) + value);
  }

  /** The means so far; empty when nothing was added. */
  take(): Metrics {
    const means = Object.fromEntries([...this.#sums].map(([name, sum]) => [name, sum / this.#count]));
    this.#count = 0;
    this.#sums.clear();
    return means;
  }

  state(): MeansState {
    return { count: this.#count, sums: Object.fromEntries(this.#sums) };
  }

  restore({ count, sums }: MeansState): void {
    this.#count = count;
    this.#sums.clear();
    for (const [name, sum] of Object.entries(sums)) this.#sums.set(name, sum);
  }
}
