// Remembered copies of every trainable and statistic (the best weights so far), by name. They are checkpointed with the
// rest, so that a run resumed after its best epoch still knows it.
import { expectedName, type NamedTensors, type NamedVariables, retortError } from '@retort/kernel';
import { assignAll, copyAll, disposeAll } from '@retort/tensor';

export class Memory {
  readonly #variables: NamedVariables;
  readonly #settle: () => void;
  readonly #copies = new Map<string, NamedTensors>();

  /** `settle` makes the variables what was learned so far, and lets them be assigned. */
  constructor(variables: NamedVariables, settle: () => void) {
    this.#variables = variables;
    this.#settle = settle;
  }

  remember(name: string): void {
    this.#settle();
    this.put(name, copyAll(this.#variables));
  }

  recall(name: string): void {
    const copy = this.#copies.get(name);
    if (copy === undefined) {
      throw retortError('KD_E_TRAIN_RECALL', { what: `the copy "${name}"`, expected: expectedName(name, this.#copies.keys()), received: `"${name}"` });
    }
    this.#settle();
    assignAll(this.#variables, copy);
  }

  /** Takes ownership of `copy`. */
  put(name: string, copy: NamedTensors): void {
    this.#forget(name);
    this.#copies.set(name, copy);
  }

  copies(): ReadonlyMap<string, NamedTensors> {
    return this.#copies;
  }

  dispose(): void {
    for (const name of [...this.#copies.keys()]) this.#forget(name);
  }

  #forget(name: string): void {
    disposeAll(this.#copies.get(name) ?? {});
    this.#copies.delete(name);
  }
}
