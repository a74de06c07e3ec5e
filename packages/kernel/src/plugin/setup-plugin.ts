// Runs the setup of one plugin: a context that dies with it, a time limit, and errors that say whose they are.
import type { Container } from '../container/container.ts';
import { retortError } from '../error/error-table.ts';
import { openContext } from './open-context.ts';
import type { Plugin } from './plugin.ts';
import type { Registry } from './registry.ts';

export interface SetupHost {
  readonly registry: Registry;
  readonly container: Container;
  readonly providers: Map<symbol, string>;
  /** Milliseconds. */
  readonly timeout: number;
  onDispose(dispose: () => void | Promise<void>): void;
}

/** Milliseconds it took. Throws `KD_E_PLUGIN_TIMEOUT`, `KD_E_PLUGIN_SETUP` with the cause, or what a call on the context threw. */
export async function setupPlugin(plugin: Plugin, host: SetupHost): Promise<number> {
  const opened = openContext(plugin, host);
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(opened.own(timedOut(plugin, host.timeout))), host.timeout);
  });
  try {
    await Promise.race([plugin.setup(opened.context), late]);
  } catch (cause) {
    if (opened.isOwn(cause)) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw retortError('KD_E_PLUGIN_SETUP', { what: `setup of plugin "${plugin.name}" ${plugin.version} failed: ${message}`, cause });
  } finally {
    clearTimeout(timer);
    opened.close();
  }
  for (const token of plugin.provides)
    if (!host.container.has(token)) throw retortError('KD_E_PLUGIN_PROVIDES', { what: `plugin "${plugin.name}" did not provide token "${token.name}"` });
  return performance.now() - started;
}

function timedOut(plugin: Plugin, timeout: number): Error {
  return retortError('KD_E_PLUGIN_TIMEOUT', { what: `setup of plugin "${plugin.name}" ${plugin.version} did not end within ${timeout} ms` });
}
