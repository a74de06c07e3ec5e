// The container facade. It works while a plan is composed and never during a step. No implementation's type shows here.
import type { Token } from './token.ts';

/** `singleton`: one per root container. `run`: one per child container. `transient`: one per resolution. */
export type ContainerScope = 'singleton' | 'run' | 'transient';

export type Provider<T> =
  | { readonly value: T }
  | {
      readonly make: (...dependencies: never[]) => T;
      readonly dependencies?: readonly Token<unknown>[];
      /** `singleton` when absent. */
      readonly scope?: ContainerScope;
      readonly dispose?: (made: T) => void | Promise<void>;
    };

export interface Container {
  /** Throws `KD_E_TOKEN_DUPLICATE` for a token this container already provides. */
  provide<T>(token: Token<T>, provider: Provider<T>): void;
  /** Throws `KD_E_TOKEN_UNKNOWN` (nearest names) or `KD_E_TOKEN_CYCLE` (the circle printed). */
  resolve<T>(token: Token<T>): T;
  has(token: Token<unknown>): boolean;
  /** Sees what this one provides and may provide its own. */
  child(): Container;
  /** Resolutions so far, of this container and its children: none may happen during a step. */
  readonly resolutions: number;
  /** Disposes what it made, in reverse order of making; children first. */
  dispose(): Promise<void>;
}

export type ContainerFactory = () => Container;
