// Errors of loading listed plugins.
import type { ErrorTable } from '../entry.ts';

export const pluginLoadErrors = {
  KD_E_PLUGIN_LOAD: { means: 'A listed plugin could not be loaded.', cure: 'Export `plugin = definePlugin({...})`, or `contributions = [...]`.' },
} as const satisfies ErrorTable;
