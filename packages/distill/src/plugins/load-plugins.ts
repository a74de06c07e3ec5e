// Loads the plugins that a user listed: packages by name, or files by path. Called by applications; a recipe by itself
// never loads anything. A file outside any project shares this application's copy of @retort/*.
import { register } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Contribution, definePlugin, type Plugin, retortError } from '@retort/kernel';
import { shareHook } from './share-hook.ts';

let shared = false;

/** Each once: paths absolute, so that they mean the same from any folder; names of packages as they are. */
export function locatePlugins(specifiers: readonly string[], base: string): readonly string[] {
  return [...new Set(specifiers.map((specifier) => (isPath(specifier) ? resolve(base, specifier) : specifier)))];
}

/**
 * A module offers `plugin` (a plugin, or the factory that definePlugin returns) or `contributions` (a list), by name.
 * `base` is the folder that relative paths start from. Throws `KD_E_PLUGIN_LOAD`.
 */
export async function loadPlugins(specifiers: readonly string[], base: string): Promise<readonly Plugin[]> {
  if (specifiers.length > 0 && !shared) {
    register(`data:text/javascript,${encodeURIComponent(shareHook)}`, { data: { application: import.meta.url } });
    shared = true;
  }
  const plugins: Plugin[] = [];
  for (const specifier of locatePlugins(specifiers, base)) plugins.push(await loadPlugin(specifier));
  return plugins;
}

function isPath(specifier: string): boolean {
  return /^(\.{1,2}\/|\/|[A-Za-z]:[\\/])/.test(specifier);
}

async function loadPlugin(specifier: string): Promise<Plugin> {
  let module: Record<string, unknown>;
  try {
    module = (await import(isPath(specifier) ? pathToFileURL(specifier).href : specifier)) as Record<string, unknown>;
  } catch (cause) {
    throw retortError('KD_E_PLUGIN_LOAD', {
      what: `plugin "${specifier}"`,
      received: (cause as Error).message,
      action: isPath(specifier) ? 'Check the path, and the error above.' : `Run \`npm install ${specifier}\`.`,
      cause,
    });
  }
  const { plugin, contributions } = module;
  if (typeof plugin === 'function') return (plugin as () => Plugin)();
  if (typeof plugin === 'object' && plugin !== null) return plugin as Plugin;
  if (plugin === undefined && Array.isArray(contributions))
    return definePlugin({ name: specifier, version: '0.0.0', kernel: '*', contributions: contributions as Contribution[] })();
  throw retortError('KD_E_PLUGIN_LOAD', {
    what: `plugin "${specifier}"`,
    expected: 'an export named `plugin` or `contributions`',
    received: Object.keys(module).join(', ') || 'no export',
  });
}
