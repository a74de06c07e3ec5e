// The machine that the figures are of.
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Environment } from './result.ts';

export function thisEnvironment(): Omit<Environment, 'devices'> {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node,
    retort: (createRequire(import.meta.url)('@retort/kernel/package.json') as { readonly version: string }).version,
  };
}
