// What `retort doctor` found, for people.
import pc from 'picocolors';
import type { ExaminedEngine } from '../doctor/examine-engines.ts';
import type { Problem } from '../doctor/problems.ts';

export interface DoctorFacts {
  readonly node: string;
  readonly platform: string;
  readonly glibc: string | undefined;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly gpus: readonly string[];
  readonly retort: string;
  readonly plugins: readonly string[];
  readonly tools: Readonly<Record<string, string | undefined>>;
  readonly engines: readonly ExaminedEngine[];
  readonly problems: readonly Problem[];
}

export function doctorText({ node, platform, glibc, cores, memoryGiB, gpus, retort, plugins, tools, engines, problems }: DoctorFacts): string {
  const library = glibc === undefined ? '' : `, glibc ${glibc}`;
  const chosen = engines.find(({ available }) => available)?.id;
  return [
    `node     ${node} on ${platform}${library}, ${cores} cores, ${memoryGiB} GiB${gpus.map((gpu) => `, ${gpu}`).join('')}`,
    `retort   ${retort}`,
    `plugins  ${plugins.join(', ')}`,
    `tools    ${Object.entries(tools)
      .map(([name, version]) => `${name}: ${version ?? 'missing'}`)
      .join('; ')}`,
    'engines',
    ...engines.map((engine) => engineLine(engine, engine.id === chosen)),
    ...(problems.length === 0 ? ['no problems'] : ['problems', ...problems.map(({ what, cure }) => `  ${pc.red('-')} ${what}\n    cure: ${cure}`)]),
    '',
  ].join('\n');
}

function engineLine({ id, available, detail, cure, device, error, failure }: ExaminedEngine, chosen: boolean): string {
  if (!available) return `  ${pc.yellow('no ')}  ${id.padEnd(12)} ${detail}${cure === undefined ? '' : pc.dim(`  cure: ${cure}`)}`;
  const state = failure === undefined ? `${device}${pc.dim(`, trains; gradients within ${error?.toExponential(1)}`)}` : pc.red('does not work');
  return `  ${failure === undefined ? pc.green('yes') : pc.red('bad')}  ${id.padEnd(12)} ${state}${chosen ? pc.green('  <- auto') : ''}`;
}
