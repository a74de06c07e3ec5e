// The container facade over any container library: scopes, the circle that is printed, counting, disposal in reverse.
import { retortError } from '../error/error-table.ts';
import { expectedName } from '../error/nearest.ts';
import type { Container, ContainerScope, Provider } from './container.ts';
import type { ContainerBacking } from './container-backing.ts';
import { disposeAll } from './dispose-all.ts';
import type { Token } from './token.ts';

interface Binding {
  readonly token: Token<unknown>;
  readonly scope: ContainerScope;
  readonly owner: ContainerOver;
  /** Names what another container than the owner makes of this binding for itself. */
  readonly localKey: symbol;
  readonly dependencies: readonly Token<unknown>[];
  make(dependencies: readonly unknown[]): unknown;
  dispose?(made: unknown): void | Promise<void>;
}

/** A root container over `backing`. Tokens that `backing` already knows, by `token.key`, are found too. */
export function containerOver(backing: ContainerBacking): Container {
  return new ContainerOver(backing, undefined, []);
}

class ContainerOver implements Container {
  readonly #backing: ContainerBacking;
  readonly #parent: ContainerOver | undefined;
  /** What is being made right now, outermost first; one list for the whole tree, for resolution is synchronous. */
  readonly #making: Binding[];
  readonly #bindings = new Map<symbol, Binding>();
  readonly #children = new Set<ContainerOver>();
  readonly #disposers: (() => void | Promise<void>)[] = [];
  #resolutions = 0;
  #disposal: Promise<void> | undefined;

  constructor(backing: ContainerBacking, parent: ContainerOver | undefined, making: Binding[]) {
    this.#backing = backing;
    this.#parent = parent;
    this.#making = making;
  }

  get resolutions(): number {
    return this.#resolutions;
  }

  provide<T>(token: Token<T>, provider: Provider<T>): void {
    this.#assertAlive(`provide token "${token.name}"`);
    if (this.#backing.isBoundHere(token.key)) throw retortError('KD_E_TOKEN_DUPLICATE', { what: `token "${token.name}" is provided already` });
    const binding = bindingOf(token, provider, this);
    this.#bindings.set(token.key, binding);
    this.#backing.bind(token.key, () => this.#make(binding), binding.scope !== 'transient');
  }

  resolve<T>(token: Token<T>): T {
    this.#assertAlive(`resolve token "${token.name}"`);
    for (let container: ContainerOver | undefined = this; container; container = container.#parent) container.#resolutions++;
    const binding = this.#find(token.key);
    if (binding === undefined) return this.#foreign(token);
    this.#refuseCircle(binding);
    if (binding.owner === this || binding.scope === 'singleton') return binding.owner.#backing.get(token.key) as T;
    // Scope `run` and `transient` are made here and not where they were provided: this container's own tokens count.
    if (!this.#backing.isBoundHere(binding.localKey)) this.#backing.bind(binding.localKey, () => this.#make(binding), binding.scope === 'run');
    return this.#backing.get(binding.localKey) as T;
  }

  has(token: Token<unknown>): boolean {
    this.#assertAlive(`look for token "${token.name}"`);
    return this.#backing.isBound(token.key);
  }

  child(): Container {
    this.#assertAlive('make a child');
    const child = new ContainerOver(this.#backing.child(), this, this.#making);
    this.#children.add(child);
    return child;
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#disposeOnce();
    return this.#disposal;
  }

  async #disposeOnce(): Promise<void> {
    const children = [...this.#children].map((child) => () => child.dispose());
    // Lists are disposed from the end: what was made last goes first, and before it the children.
    await disposeAll('container', [() => this.#backing.release(), ...this.#disposers, ...children]);
    if (this.#parent !== undefined) this.#parent.#children.delete(this);
  }

  #make(binding: Binding): unknown {
    this.#making.push(binding);
    try {
      const made = binding.make(binding.dependencies.map((token) => this.resolve(token)));
      if (binding.dispose !== undefined) this.#disposers.push(() => binding.dispose?.(made));
      return made;
    } finally {
      this.#making.pop();
    }
  }

  #find(key: symbol): Binding | undefined {
    return this.#bindings.get(key) ?? (this.#parent === undefined ? undefined : this.#parent.#find(key));
  }

  /** What the application registered in its own container, before or beside us. */
  #foreign<T>(token: Token<T>): T {
    if (this.#backing.isBound(token.key)) return this.#backing.get(token.key) as T;
    const needed = this.#making.at(-1);
    const what = needed === undefined ? `token "${token.name}"` : `token "${token.name}", which "${needed.token.name}" depends on`;
    throw retortError('KD_E_TOKEN_UNKNOWN', { what: `nobody provides ${what}`, expected: expectedName(token.name, this.#names()) });
  }

  #names(): Set<string> {
    const names = this.#parent === undefined ? new Set<string>() : this.#parent.#names();
    for (const { token } of this.#bindings.values()) names.add(token.name);
    return names;
  }

  #refuseCircle(binding: Binding): void {
    const start = this.#making.indexOf(binding);
    if (start < 0) return;
    const circle = [...this.#making.slice(start), binding].map(({ token }) => token.name).join(' -> ');
    throw retortError('KD_E_TOKEN_CYCLE', { what: `tokens need each other in a circle: ${circle}` });
  }

  #assertAlive(deed: string): void {
    for (let container: ContainerOver | undefined = this; container; container = container.#parent)
      if (container.#disposal !== undefined) throw retortError('KD_E_CONTAINER_DISPOSED', { what: `cannot ${deed}: the container was disposed` });
  }
}

function bindingOf<T>(token: Token<T>, provider: Provider<T>, owner: ContainerOver): Binding {
  const base = { token: token as Token<unknown>, owner, localKey: Symbol(`${token.name} of a parent`) };
  if ('value' in provider) return { ...base, scope: 'singleton', dependencies: [], make: () => provider.value };
  const { make, dependencies = [], scope = 'singleton', dispose } = provider;
  return {
    ...base,
    scope,
    dependencies,
    make: (resolved) => make(...(resolved as never[])),
    ...(dispose === undefined ? {} : { dispose: (made: unknown) => dispose(made as T) }),
  };
}
