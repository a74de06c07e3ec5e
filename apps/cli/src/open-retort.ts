// A ready kernel with plugins. With --json, lines for people go to stderr: stdout holds JSON only.
import { createRetort, loadPlugins } from '@retort/distill';
import type { Kernel } from '@retort/kernel';

/** `plugins` are located already. The caller disposes the kernel. */
export async function openRetort(plugins: readonly string[], json: boolean): Promise<Kernel> {
  const output = { output: (line: string): void => void process.stderr.write(`${line}\n`) };
  return createRetort({ plugins: await loadPlugins(plugins, process.cwd()), ...(json ? output : {}) });
}
