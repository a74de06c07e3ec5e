// The order of setup: each plugin after what it requires, otherwise as given. Refuses what can never be set up.
import type { Token } from '../container/token.ts';
import { retortError } from '../error/error-table.ts';
import { expectedName } from '../error/nearest.ts';
import { fitsKernel } from './fits-kernel.ts';
import type { Plugin } from './plugin.ts';

export interface OrderOptions {
  readonly version: string;
  /** Whether the application's own container gives this token. */
  given(token: Token<unknown>): boolean;
}

/** Throws `KD_E_PLUGIN_VERSION`, `_REQUIRES`, `_CYCLE`, `KD_E_DUPLICATE` or `KD_E_TOKEN_DUPLICATE`, before any setup runs. */
export function orderPlugins(plugins: readonly Plugin[], { version, given }: OrderOptions): readonly Plugin[] {
  const byName = namesOf(plugins);
  const byToken = providersOf(plugins);
  for (const plugin of plugins) assertVersion(plugin, version);

  const ordered = new Set<Plugin>();
  const open: Plugin[] = [];
  const visit = (plugin: Plugin): void => {
    if (ordered.has(plugin)) return;
    const start = open.indexOf(plugin);
    if (start >= 0) {
      const circle = [...open.slice(start), plugin].map(({ name }) => name).join(' -> ');
      throw retortError('KD_E_PLUGIN_CYCLE', { what: `plugins require each other in a circle: ${circle}` });
    }
    open.push(plugin);
    for (const need of plugin.requires) {
      const provider = typeof need === 'string' ? byName.get(need) : byToken.get(need.key);
      if (provider !== undefined) visit(provider);
      else if (typeof need === 'string' || !given(need)) throw missing(plugin, need, plugins);
    }
    open.pop();
    ordered.add(plugin);
  };
  plugins.forEach(visit);
  return [...ordered];
}

function namesOf(plugins: readonly Plugin[]): ReadonlyMap<string, Plugin> {
  const byName = new Map<string, Plugin>();
  for (const plugin of plugins) {
    if (byName.has(plugin.name)) throw retortError('KD_E_DUPLICATE', { what: `plugin "${plugin.name}" is given twice`, action: 'Give it once.' });
    byName.set(plugin.name, plugin);
  }
  return byName;
}

function providersOf(plugins: readonly Plugin[]): ReadonlyMap<symbol, Plugin> {
  const byToken = new Map<symbol, Plugin>();
  for (const plugin of plugins)
    for (const token of plugin.provides) {
      const other = byToken.get(token.key);
      if (other !== undefined)
        throw retortError('KD_E_TOKEN_DUPLICATE', {
          what: `plugins "${other.name}" and "${plugin.name}" both provide token "${token.name}"`,
          action: 'Remove one of the two plugins.',
        });
      byToken.set(token.key, plugin);
    }
  return byToken;
}

function assertVersion(plugin: Plugin, version: string): void {
  if (fitsKernel(plugin.kernel, version)) return;
  throw retortError('KD_E_PLUGIN_VERSION', {
    what: `plugin "${plugin.name}" ${plugin.version}`,
    expected: `a kernel in the range ${plugin.kernel}`,
    received: `kernel ${version}`,
  });
}

function missing(plugin: Plugin, need: string | Token<unknown>, plugins: readonly Plugin[]): Error {
  if (typeof need === 'string')
    return retortError('KD_E_PLUGIN_REQUIRES', {
      what: `plugin "${plugin.name}" requires plugin "${need}"`,
      expected: expectedName(
        need,
        plugins.filter((other) => other !== plugin).map(({ name }) => name),
      ),
    });
  const tokens = plugins.flatMap(({ provides }) => provides.map(({ name }) => name));
  return retortError('KD_E_PLUGIN_REQUIRES', {
    what: `plugin "${plugin.name}" requires token "${need.name}"`,
    expected: expectedName(need.name, tokens),
    action: 'Register the plugin that provides it, or provide it in the container that you give to the kernel.',
  });
}
