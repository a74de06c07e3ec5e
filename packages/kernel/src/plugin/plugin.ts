// A plugin: a bundle of contributions, with the data the host needs to order and check it. Setup is its only function.
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Container, Provider } from '../container/container.ts';
import { type Token, token } from '../container/token.ts';
import type { Choice } from '../contract/clock.ts';
import type { Axis, AxisMap, Contribution } from '../define/contribution.ts';

export const PLUGIN: unique symbol = Symbol.for('@retort/plugin');

/** What a plugin may do while it is set up. The context dies when setup returns. */
export interface PluginContext {
  add(contribution: Contribution, options?: { readonly override?: boolean }): void;
  provide<T>(token: Token<T>, provider: Provider<T>): void;
  /** Only tokens that `requires` names. */
  use<T>(token: Token<T>): T;
  onDispose(dispose: () => void | Promise<void>): void;
}

export interface Plugin {
  readonly [PLUGIN]: true;
  readonly name: string;
  readonly version: string;
  /** Range of kernel versions. */
  readonly kernel: string;
  /** Names of plugins, and tokens, that must be there; they are set up first. */
  readonly requires: readonly (string | Token<unknown>)[];
  /** Tokens that `setup` provides, so that others can require them. */
  readonly provides: readonly Token<unknown>[];
  setup(context: PluginContext): void | Promise<void>;
}

/** What the registry knows of a plugin after ready(). */
export interface PluginInfo {
  readonly name: string;
  readonly version: string;
  readonly contributions: readonly { readonly axis: Axis; readonly id: string }[];
  /** Milliseconds of setup. */
  readonly ms: number;
}

/** The maker of the kernel, or of the run, for contributions that are made of others: a teacher around a teacher, a network around a network. */
export const MAKER: Token<Maker> = token('maker');

/** Turns choices into parts. The trainer knows only this of the kernel. */
export interface Maker {
  /**
   * Validates the options, resolves the needs, creates. `where` leads the message of an error (`objective.terms[0]`).
   * Throws `KD_E_ID_UNKNOWN` with the nearest ids, or `KD_E_OPTIONS_INVALID` with the path of the option.
   */
  make<A extends Axis>(axis: A, choice: Choice, where?: string): AxisMap[A];
  get<A extends Axis>(axis: A, id: string, where?: string): Contribution<A>;
  list<A extends Axis>(axis: A): readonly Contribution<A>[];
}

export interface KernelOptions {
  readonly plugins: readonly Plugin[];
  /** Inversify when absent. Stays the giver's: the kernel works in a child of it. */
  readonly container?: Container;
  /** Milliseconds one plugin's setup may take; 10,000 when absent. */
  readonly setupTimeout?: number;
}

/** A maker for the length of one run. */
export interface RunMaker extends Maker, AsyncDisposable {
  readonly container: Container;
  /** Disposes what the run's container made. */
  dispose(): Promise<void>;
}

/** Register, `ready()`, frozen. Holds no global state: two kernels in one process share nothing. */
export interface Kernel extends Maker, AsyncDisposable {
  readonly version: string;
  readonly container: Container;
  readonly plugins: readonly PluginInfo[];
  /** Orders, checks and sets up the plugins; then nothing can be added. Idempotent. */
  ready(): Promise<this>;
  /** A maker over a child container: what has scope `run` lives as long as it. */
  run(): RunMaker;
  /** Disposes what the container made, then what plugins asked for by `onDispose`, last set up first. Idempotent. */
  dispose(): Promise<void>;
}

/** The options of a plugin factory, from its schema; none where it has no schema. */
export type PluginOptions<S extends StandardSchemaV1 | undefined> = S extends StandardSchemaV1 ? StandardSchemaV1.InferInput<S> : undefined;
