// What is wrong with a machine or an installation, each with its cure. Pure: over facts that were gathered before.
import { cureOf, meaningOf, type ToolName } from '../engine/find-tools.ts';
import { libraryProblem } from '../engine/platform.ts';
import type { ExaminedEngine } from './examine-engines.ts';
import type { Machine } from './machine.ts';

export interface Problem {
  readonly what: string;
  /** A command where there is one. */
  readonly cure: string;
}

const OLDEST_NODE = [20, 19] as const;
const NATIVE = 'tensorflow';

export function problemsOf(machine: Machine, engines: readonly ExaminedEngine[]): readonly Problem[] {
  const native = engines.find(({ id }) => id === NATIVE);
  return [
    ...oldNode(machine),
    ...blockedScripts(machine),
    ...twoCopies(machine),
    ...failing(engines),
    ...(native === undefined ? [] : idleGpu(machine, native)),
    ...(native === undefined || native.available ? [] : cannotBuild(machine)),
  ];
}

function oldNode({ node }: Machine): readonly Problem[] {
  const [major, minor] = node.split('.').map(Number) as [number, number];
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return [];
  return [{ what: `Node ${node} is older than ${OLDEST_NODE.join('.')}, which Retort needs`, cure: 'install Node 22 or 24' }];
}

/** npm 12 runs the install scripts of approved packages only. */
function blockedScripts({ packages, tools }: Machine): readonly Problem[] {
  const [major = 0, minor = 0] = (tools.npm?.version ?? '').split('.').map(Number);
  const asks = major > 11 || (major === 11 && minor >= 16);
  return packages
    .filter(({ built }) => !built)
    .map(({ name }) => ({
      what: `${name} is installed without its native addon: its install script did not run${asks ? ', which npm asks approval for' : ''}, or failed`,
      cure: `${asks ? `npm approve-scripts ${name} && ` : ''}npm rebuild ${name}`,
    }));
}

function twoCopies({ copies }: Machine): readonly Problem[] {
  if (copies.length < 2) return [];
  return [
    {
      what: `${copies.length} copies of TensorFlow.js, which do not know each other's tensors: ${copies.join(', ')}`,
      cure: 'npm ls @tensorflow/tfjs-core, then npm dedupe',
    },
  ];
}

function failing(engines: readonly ExaminedEngine[]): readonly Problem[] {
  return engines.flatMap(({ id, failure }) =>
    failure === undefined
      ? []
      : [
          {
            what: `the engine ${id} is there and does not work: ${failure}`,
            cure: id === NATIVE ? `npx retort engine install ${NATIVE} --force` : 'use another one, as in `--engine cpu`',
          },
        ],
  );
}

/** A GPU that nothing computes on: no engine for it, or one that did not find its CUDA libraries. */
function idleGpu({ gpus, packages }: Machine, { device }: ExaminedEngine): readonly Problem[] {
  if (gpus.length === 0 || device?.endsWith(', GPU')) return [];
  const what = `a GPU is here (${gpus.join('; ')}) and ${device === undefined ? 'no engine uses it' : `the engine ${NATIVE} computes on the CPU`}`;
  return packages.some(({ name, built }) => built && name.endsWith('-gpu'))
    ? [{ what, cure: 'put the CUDA and cuDNN libraries that its TensorFlow was built for on LD_LIBRARY_PATH (for 2.9.1: CUDA 11.2 and cuDNN 8.1)' }]
    : [{ what, cure: `npx retort engine install ${NATIVE} --device gpu` }];
}

/** Why `retort engine install` would not succeed. */
function cannotBuild({ system, tools }: Machine): readonly Problem[] {
  const problem = system.platform === 'linux' ? libraryProblem(system.glibc) : `${system.platform} is not Linux`;
  if (problem !== undefined) return [{ what: `the engine ${NATIVE} cannot be built here: ${problem}`, cure: 'use the engine wasm' }];
  return (Object.keys(tools) as ToolName[])
    .filter((name) => tools[name] === undefined)
    .map((name) => ({ what: `${meaningOf(name)} is missing, which \`retort engine install\` needs`, cure: cureOf(name) }));
}
