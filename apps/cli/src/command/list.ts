// `retort list`: what is registered on every axis, with one line each.
import { createRetort, loadPlugins } from '@retort/distill';
import { type Axis, expectedName, retortError } from '@retort/kernel';
import pc from 'picocolors';

export interface ListOptions {
  readonly plugin: readonly string[];
  readonly json: boolean;
}

const AXES = [
  'knowledge',
  'connector',
  'mapping',
  'teacher',
  'strategy',
  'objective',
  'family',
  'dataset',
  'augmentation',
  'engine',
  'optimizer',
  'schedule',
  'callback',
  'exporter',
] as const satisfies readonly Axis[];

export async function list(axis: string | undefined, { plugin, json }: ListOptions): Promise<void> {
  const wanted = AXES.filter((name) => axis === undefined || name === axis);
  if (wanted.length === 0) throw retortError('KD_E_CLI_AXIS', { what: 'the axis to list', expected: expectedName(axis!, AXES), received: `"${axis}"` });
  const retort = await createRetort({ plugins: await loadPlugins(plugin, process.cwd()) });
  try {
    for (const name of wanted) {
      const found = retort.list(name);
      if (json) {
        for (const { id, summary } of found) process.stdout.write(`${JSON.stringify({ axis: name, id, summary })}\n`);
        continue;
      }
      const width = Math.max(0, ...found.map(({ id }) => id.length));
      process.stdout.write(`${pc.bold(name)}\n${found.map(({ id, summary }) => `  ${id.padEnd(width)}  ${pc.dim(summary)}\n`).join('')}`);
    }
  } finally {
    await retort.dispose();
  }
}
