// Installs the native engine into `.retort/engines/tensorflow`: takes what works already, else builds a new one beside it, checks
// that it trains, and only then puts it in place. Never runs by itself.
import { statfs, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RetortError, retortError } from '@retort/kernel';
import { enginesFolder, PACKAGE_VERSION } from '@retort/plugin-engine-tensorflow';
import { buildEngine } from './build-engine.ts';
import { type CheckedEngine, type CheckRequest, checkApart } from './check-apart.ts';
import { holdsUnpacked } from './fetch-tensorflow.ts';
import { needTool } from './find-tools.ts';
import { type System, thisSystem, wheelPlatforms } from './platform.ts';
import { inStaging, putInPlace } from './staging.ts';

export interface InstallOptions {
  readonly device: 'cpu' | 'gpu';
  /** The version of TensorFlow. */
  readonly tensorflow: string;
  /** A folder to take the wheel and the npm tarballs from, as far as it has them. */
  readonly from?: string;
  /** Builds anew although an engine works. */
  readonly force: boolean;
  readonly signal?: AbortSignal;
  step(text: string): void;
  line(text: string): void;
}

/** For tests: what is asked of the machine. */
export interface InstallPorts {
  readonly system: System;
  check(request: CheckRequest): Promise<CheckedEngine>;
}

export interface Installed {
  readonly folder: string;
  readonly checked: CheckedEngine;
  /** Absent where nothing was built, because an engine works already. */
  readonly built?: { readonly compiler: string; readonly origin: string; readonly package: string };
}

/** Bytes that an installation takes at its largest: the wheel, and the libraries out of it. */
const ROOM = { cpu: 1.4e9, gpu: 4e9 } as const;

/** @throws KD_E_INSTALL_*, KD_E_ENGINE_CHECK; then nothing has changed. */
export async function installEngine(options: InstallOptions, ports: InstallPorts = { system: thisSystem(), check: checkApart }): Promise<Installed> {
  const { device, force, signal, step } = options;
  const folder = enginesFolder();
  const target = join(folder, 'tensorflow');
  const name = device === 'gpu' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
  if (!force) {
    const checked = await working({ id: 'tensorflow', device, signal }, name, ports, step);
    if (checked !== undefined) return { folder: target, checked };
  }
  const platforms = wheelPlatforms(ports.system);
  const plan = { name, version: PACKAGE_VERSION, wheel: `${device === 'gpu' ? 'tensorflow' : 'tensorflow-cpu'}==${options.tensorflow}`, platforms };
  return inStaging(folder, async (staging) => {
    await needRoom(staging, ROOM[device]);
    const from = options.from === undefined ? undefined : resolve(options.from);
    const tools = {
      compiler: await needTool('compiler'),
      npm: await needTool('npm'),
      tar: await needTool('tar'),
      ...(from !== undefined && (await holdsUnpacked(from)) ? {} : { python: await needTool('python') }),
    };
    const built = await buildEngine({ staging, from, tools, step, tool: { line: options.line, signal } }, plan);
    step('check it: gradients, and a small model that learns');
    const checked = await ports.check({ id: 'tensorflow', device, engines: staging, signal });
    const { origin } = built;
    const compiler = tools.compiler.version;
    const description = { engine: 'tensorflow', package: `${name}@${PACKAGE_VERSION}`, library: checked.device, origin, compiler, node: process.version };
    await writeFile(join(built.folder, 'engine.json'), `${JSON.stringify(description, null, 2)}\n`);
    await putInPlace(built.folder, target);
    return { folder: target, checked, built: { compiler, origin, package: description.package } };
  });
}

/** The engine that is there, where it trains; says why not where it does not. */
async function working(request: CheckRequest, name: string, { check }: InstallPorts, step: InstallOptions['step']): Promise<CheckedEngine | undefined> {
  step('look for a native engine that works');
  try {
    return await check(request);
  } catch (error) {
    if (request.signal?.aborted) throw error;
    if (!RetortError.is(error)) throw error;
    step(`none: ${error.detail.received ?? error.message}`);
    step(`\`npm install ${name}@${PACKAGE_VERSION}\` would download TensorFlow 2.9.1 in an install script; building against a newer one here instead`);
    return undefined;
  }
}

async function needRoom(folder: string, room: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= room) return;
  const received = `${((bavail * bsize) / 1e9).toFixed(1)} GB`;
  throw retortError('KD_E_INSTALL_SPACE', { what: `the folder ${folder}`, expected: `${room / 1e9} GB`, received });
}
