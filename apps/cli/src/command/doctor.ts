// `retort doctor`: Node, versions, engines with what they would run on, and what to do where something is missing.
import { availableParallelism, totalmem } from 'node:os';
import { createRetort } from '@retort/distill';
import pc from 'picocolors';

export async function doctor({ json }: { readonly json: boolean }): Promise<void> {
  const retort = await createRetort();
  try {
    const engines = await Promise.all(
      retort.list('engine').map(async ({ id }) => {
        const engine = retort.make('engine', id);
        return { id, rank: engine.rank, ...(await engine.probe()) };
      }),
    );
    engines.sort((a, b) => b.rank - a.rank);
    const facts = {
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      cores: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      retort: retort.version,
      plugins: retort.plugins.map(({ name, version }) => `${name}@${version}`),
      engines,
    };
    process.stdout.write(json ? `${JSON.stringify(facts)}\n` : text(facts));
  } finally {
    await retort.dispose();
  }
}

interface Facts {
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly retort: string;
  readonly plugins: readonly string[];
  readonly engines: readonly { readonly id: string; readonly available: boolean; readonly detail: string; readonly cure?: string }[];
}

function text({ node, platform, cores, memoryGiB, retort, plugins, engines }: Facts): string {
  const chosen = engines.find(({ available }) => available)?.id;
  const lines = engines.map(({ id, available, detail, cure }) => {
    const mark = available ? pc.green('yes') : pc.yellow('no ');
    const note = id === chosen ? pc.green('  <- auto') : !available && cure !== undefined ? pc.dim(`  cure: ${cure}`) : '';
    return `  ${mark}  ${id.padEnd(12)} ${detail}${note}`;
  });
  return [
    `node     ${node} on ${platform}, ${cores} cores, ${memoryGiB} GiB`,
    `retort   ${retort}`,
    `plugins  ${plugins.join(', ')}`,
    'engines',
    ...lines,
    '',
  ].join('\n');
}
