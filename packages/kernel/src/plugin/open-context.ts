// What a plugin holds while it is set up. It knows one plugin, and it dies when setup ends.
import type { Container } from '../container/container.ts';
import { axes } from '../define/axis-list.ts';
import { checkId } from '../define/check-id.ts';
import type { Contribution } from '../define/contribution.ts';
import { retortError } from '../error/error-table.ts';
import { RetortError } from '../error/retort-error.ts';
import type { Plugin, PluginContext } from './plugin.ts';
import type { Registry } from './registry.ts';

interface ContextHost {
  readonly registry: Registry;
  readonly container: Container;
  /** Which plugin provided a token, by the token's key. */
  readonly providers: Map<symbol, string>;
  onDispose(dispose: () => void | Promise<void>): void;
}

interface OpenContext {
  readonly context: PluginContext;
  close(): void;
  /** Marks an error as the host's: it names the plugin and needs no wrapping. */
  own<E extends Error>(error: E): E;
  isOwn(error: unknown): boolean;
}

export function openContext(plugin: Plugin, host: ContextHost): OpenContext {
  const owned = new WeakSet<object>();
  let open = true;
  const own = <E extends Error>(error: E): E => {
    owned.add(error);
    return error;
  };
  /** Every call: refused once closed; coded errors are the host's own, what a factory throws is not. */
  const guarded = <T>(deed: string, act: () => T): T => {
    try {
      if (!open) throw retortError('KD_E_KERNEL_FROZEN', { what: `plugin "${plugin.name}" called ${deed} after its setup had ended` });
      return act();
    } catch (error) {
      throw RetortError.is(error) ? own(error) : error;
    }
  };
  const context: PluginContext = {
    add: (contribution, options) => guarded('add()', () => host.registry.add(checkContribution(contribution, plugin), plugin.name, options?.override === true)),
    provide: (token, provider) =>
      guarded('provide()', () => {
        const other = host.providers.get(token.key);
        if (other !== undefined)
          throw retortError('KD_E_TOKEN_DUPLICATE', { what: `plugins "${other}" and "${plugin.name}" both provide token "${token.name}"` });
        host.container.provide(token, provider);
        host.providers.set(token.key, plugin.name);
      }),
    use: (token) =>
      guarded('use()', () => {
        if (plugin.requires.some((need) => typeof need !== 'string' && need.key === token.key)) return host.container.resolve(token);
        throw retortError('KD_E_PLUGIN_REQUIRES', {
          what: `plugin "${plugin.name}" uses token "${token.name}" without requiring it`,
          action: 'Name the token in `requires`, so that whoever provides it is set up first.',
        });
      }),
    onDispose: (dispose) => guarded('onDispose()', () => host.onDispose(dispose)),
  };
  return {
    context: Object.freeze(context),
    own,
    isOwn: (error) => typeof error === 'object' && error !== null && owned.has(error),
    close() {
      open = false;
    },
  };
}

function checkContribution(value: Contribution, plugin: Plugin): Contribution {
  const sound =
    typeof value === 'object' && value !== null && axes.includes(value.axis) && typeof value.create === 'function' && typeof value.needs === 'object';
  if (!sound) throw retortError('KD_E_CONTRIBUTION_INVALID', { what: `plugin "${plugin.name}" added something that is not a contribution` });
  checkId(value.id, `id of a ${value.axis} of plugin "${plugin.name}"`);
  return value;
}
