// The few words a container library must know to stand behind the facade. It stores how things are made and keeps
// what is made once; scopes, cycles, counting and disposal are the facade's.

export interface ContainerBacking {
  /** Registers how to make the thing of this key; `once`: made at the first `get` and kept. A `make` that throws is not kept. */
  bind(key: symbol, make: () => unknown, once: boolean): void;
  /** Here or in a parent. Called only where `isBound`. */
  get(key: symbol): unknown;
  isBound(key: symbol): boolean;
  /** Here, whatever the parents say. */
  isBoundHere(key: symbol): boolean;
  child(): ContainerBacking;
  /** Lets go of what it stores; what was made has been disposed already. */
  release(): void | Promise<void>;
}
