// The plugin host: register, ready(), frozen. It wires and computes nothing; two kernels in one process share nothing.

import type { Container } from '../container/container.ts';
import { disposeAll } from '../container/dispose-all.ts';
import { createContainer } from '../container/inversify-container.ts';
import type { Choice } from '../contract/clock.ts';
import type { Axis } from '../define/contribution.ts';
import { retortError } from '../error/error-table.ts';
import { kernelVersion } from '../version.ts';
import { checkPlugin } from './check-plugin.ts';
import { makerOver } from './maker-over.ts';
import { orderPlugins } from './order-plugins.ts';
import { type Kernel, type KernelOptions, MAKER, type Maker, type Plugin, type PluginInfo, type RunMaker } from './plugin.ts';
import { Registry } from './registry.ts';
import { setupPlugin } from './setup-plugin.ts';

/**
 * A kernel that is not ready yet. Throws `KD_E_PLUGIN_INVALID` for what definePlugin() did not make.
 * A container that is given stays its giver's: the kernel works in a child of it and disposes that.
 */
export function createKernel(options: KernelOptions): Kernel {
  return new PluginHost(options);
}

class PluginHost implements Kernel {
  readonly version = kernelVersion;
  readonly container: Container;
  readonly #given: readonly Plugin[];
  readonly #setupTimeout: number;
  readonly #registry = new Registry();
  readonly #maker: Maker;
  readonly #disposers: (() => void | Promise<void>)[] = [];
  #infos: readonly PluginInfo[] | undefined;
  #boot: Promise<void> | undefined;
  #disposal: Promise<void> | undefined;

  constructor({ plugins, container, setupTimeout = 10_000 }: KernelOptions) {
    if (!Array.isArray(plugins)) throw retortError('KD_E_PLUGIN_INVALID', { what: '`plugins` of createKernel()', expected: 'an array of plugins' });
    if (!(setupTimeout > 0 && setupTimeout <= 2 ** 31 - 1))
      throw retortError('KD_E_OPTIONS_INVALID', { what: '`setupTimeout`', expected: 'milliseconds above 0 and below 2^31', received: String(setupTimeout) });
    this.#given = plugins.map(checkPlugin);
    this.#setupTimeout = setupTimeout;
    this.container = container?.child() ?? createContainer();
    this.#maker = makerOver(this.#registry, this.container);
    this.container.provide(MAKER, { value: this.#maker });
  }

  get plugins(): readonly PluginInfo[] {
    return this.#readyFor('plugins', this.#infos);
  }

  async ready(): Promise<this> {
    this.#boot ??= this.#setupAll();
    await this.#boot;
    return this;
  }

  make<A extends Axis>(axis: A, choice: Choice, where?: string) {
    return this.#readyFor('make()', this.#infos && this.#maker).make(axis, choice, where);
  }

  get<A extends Axis>(axis: A, id: string, where?: string) {
    return this.#readyFor('get()', this.#infos && this.#maker).get(axis, id, where);
  }

  list<A extends Axis>(axis: A) {
    return this.#readyFor('list()', this.#infos && this.#maker).list(axis);
  }

  run(): RunMaker {
    this.#readyFor('run()', this.#infos);
    const container = this.container.child();
    const dispose = () => container.dispose();
    const maker = makerOver(this.#registry, container);
    container.provide(MAKER, { value: maker });
    return { ...maker, container, dispose, [Symbol.asyncDispose]: dispose };
  }

  async dispose(): Promise<void> {
    // Setups under way end first, within their time limit, so that what they asked to be disposed is known.
    if (this.#boot !== undefined) await Promise.allSettled([this.#boot]);
    await this.#release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #release(): Promise<void> {
    this.#disposal ??= disposeAll('kernel', [...this.#disposers, () => this.container.dispose()]);
    return this.#disposal;
  }

  async #setupAll(): Promise<void> {
    if (this.#disposal !== undefined) throw disposed('ready()');
    try {
      const infos: (() => PluginInfo)[] = [];
      const providers = new Map<symbol, string>();
      const given = (token: Parameters<Container['has']>[0]) => this.container.has(token);
      for (const plugin of orderPlugins(this.#given, { version: this.version, given })) {
        const ms = await setupPlugin(plugin, {
          registry: this.#registry,
          container: this.container,
          providers,
          timeout: this.#setupTimeout,
          onDispose: (dispose) => this.#disposers.push(dispose),
        });
        // Asked for at the end: a later plugin may override what this one brought.
        infos.push(() => Object.freeze({ name: plugin.name, version: plugin.version, contributions: this.#registry.ownedBy(plugin.name), ms }));
      }
      this.#infos = Object.freeze(infos.map((info) => info()));
    } catch (error) {
      await this.#undo(error);
    }
  }

  /** A kernel that failed to start leaves nothing running; the error goes on, with what its undoing threw beside it. */
  async #undo(error: unknown): Promise<never> {
    try {
      await this.#release();
    } catch (failure) {
      const message = error instanceof Error ? error.message : String(error);
      const cause = new AggregateError([error, failure], 'setup and its undoing failed');
      throw retortError('KD_E_PLUGIN_SETUP', { what: `${message} Undoing it failed too`, cause });
    }
    throw error;
  }

  #readyFor<T>(deed: string, value: T | undefined): T {
    if (value === undefined) throw retortError('KD_E_KERNEL_NOT_READY', { what: `${deed} was called before the kernel was ready` });
    if (this.#disposal !== undefined) throw disposed(deed);
    return value;
  }
}

function disposed(deed: string): Error {
  return retortError('KD_E_CONTAINER_DISPOSED', { what: `${deed} was called after the kernel was disposed`, action: 'Make a new kernel.' });
}
