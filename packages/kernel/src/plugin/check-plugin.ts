// Refuses what is no plugin, by what it is instead; and a plugin whose data cannot be right.
import { valid, validRange } from 'semver';
import { retortError } from '../error/error-table.ts';
import { PLUGIN, type Plugin } from './plugin.ts';

/** `value` as a plugin, or `KD_E_PLUGIN_INVALID`. The brand is a global symbol: plugins of another copy of this package pass. */
export function checkPlugin(value: unknown, index: number): Plugin {
  const what = `plugins[${index}]`;
  if (typeof value === 'function') {
    throw retortError('KD_E_PLUGIN_INVALID', { what: `${what} is a function`, action: 'If definePlugin() returned it, call it: `plugins: [thePlugin()]`.' });
  }
  if (typeof value !== 'object' || value === null) throw retortError('KD_E_PLUGIN_INVALID', { what, expected: 'a plugin', received: describe(value) });
  if (!isPlugin(value)) {
    throw retortError('KD_E_PLUGIN_INVALID', {
      what,
      expected: 'what a factory made by definePlugin() returns',
      received: describe(value),
      ...('then' in value ? { action: 'Await the promise first.' } : {}),
      ...('default' in value ? { action: 'This looks like a module: give the plugin that it exports.' } : {}),
    });
  }
  if (typeof value.name !== 'string' || value.name === '') invalid(value, 'name', value.name, 'the name of a package');
  if (valid(value.version) === null) invalid(value, 'version', value.version, 'a version such as "1.2.0"');
  if (validRange(value.kernel) === null) invalid(value, 'kernel', value.kernel, 'a range of versions such as "^0.1.0"');
  return value;
}

function isPlugin(value: object): value is Plugin {
  return PLUGIN in value && value[PLUGIN] === true;
}

function invalid(plugin: Plugin, field: string, received: unknown, expected: string): never {
  throw retortError('KD_E_PLUGIN_INVALID', { what: `${field} of plugin "${plugin.name}"`, expected, received: describe(received) });
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value !== 'object' || value === null) return String(value);
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an object without keys' : `an object with the keys ${keys.slice(0, 8).join(', ')}`;
}
