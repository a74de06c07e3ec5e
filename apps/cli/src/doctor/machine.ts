// What of this machine decides which engines run, and how fast: asked, never changed.
import { createRequire } from 'node:module';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { type LocatedPackage, locatePackage, packageRoots, resolved } from '@retort/plugin-engine-tensorflow';
import { findTool, type Tool, type ToolName } from '../engine/find-tools.ts';
import { type System, thisSystem } from '../engine/platform.ts';
import { answerOf } from '../engine/run-tool.ts';

export interface Machine {
  /** Without the `v`. */
  readonly node: string;
  readonly system: System;
  readonly cores: number;
  readonly memoryGiB: number;
  /** Those that `retort engine install` needs; undefined where one is missing. */
  readonly tools: Readonly<Record<ToolName, Tool | undefined>>;
  /** The native packages that are installed, built or not. */
  readonly packages: readonly LocatedPackage[];
  /** Folders of TensorFlow.js that are in reach. One is right. */
  readonly copies: readonly string[];
  /** Name and driver of each NVIDIA GPU. */
  readonly gpus: readonly string[];
}

const TOOLS = ['compiler', 'python', 'npm', 'tar'] as const satisfies readonly ToolName[];

export async function thisMachine(): Promise<Machine> {
  const roots = packageRoots();
  const packages = (['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'] as const).flatMap((name) => locatePackage(name, roots) ?? []);
  const [gpus, ...tools] = await Promise.all([findGpus(), ...TOOLS.map(findTool)]);
  return {
    node: process.versions.node,
    system: thisSystem(),
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    tools: Object.fromEntries(TOOLS.map((name, at) => [name, tools[at]])) as Record<ToolName, Tool | undefined>,
    packages,
    copies: copiesOf('@tensorflow/tfjs-core', packages),
    gpus,
  };
}

/** As seen from Retort, from the working directory, and from each native package. */
function copiesOf(name: string, packages: readonly LocatedPackage[]): readonly string[] {
  const tensor = createRequire(import.meta.url).resolve('@retort/tensor/package.json');
  const roots = [tensor, join(process.cwd(), 'resolve-from-here.js'), ...packages.map(({ entry }) => entry)];
  const found = roots.flatMap((root) => resolved(createRequire(root), `${name}/package.json`) ?? []);
  return [...new Set(found.map((path) => join(path, '..')))];
}

async function findGpus(): Promise<readonly string[]> {
  const answer = await answerOf('nvidia-smi', ['--query-gpu=name,driver_version', '--format=csv,noheader']);
  return (answer ?? '').split('\n').flatMap((line) => line.trim() || []);
}
