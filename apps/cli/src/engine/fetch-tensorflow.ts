// TensorFlow's shared libraries and headers: out of a folder that the user names, or out of the wheel that pip downloads.
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { retortError } from '@retort/kernel';
import { commandOf, type Job } from './job.ts';
import { runTool } from './run-tool.ts';
import { exists } from './staging.ts';

export interface TensorflowFiles {
  readonly include: string;
  /** Where the libraries lie, to be moved into the engine. */
  readonly libraries: string;
  /** Where it came from, in words. */
  readonly origin: string;
}

export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

/** In a wheel, what is unpacked of it: libraries, and the headers that the addon includes. */
const NEEDED = [
  'tensorflow/libtensorflow',
  ...['tensorflow/c/', 'tensorflow/core/platform/', 'tsl/', 'xla/tsl/c/'].map((folder) => `tensorflow/include/${folder}`),
];

const UNPACK = `
import sys, zipfile
wheel, target, *prefixes = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(target, [name for name in archive.namelist() if name.startswith(tuple(prefixes)) and not name.endswith('.inc')])
`;

/** @throws KD_E_INSTALL_SOURCE, KD_E_INSTALL_STEP */
export async function fetchTensorflow(job: Job, wheel: string, platforms: readonly string[]): Promise<TensorflowFiles> {
  const { from, staging } = job;
  const unpacked = join(staging, 'wheel');
  if (from === undefined) return { ...(await unpackWheel(job, await downloadWheel(job, wheel, platforms), unpacked)), origin: `${wheel}, from pip` };
  if (await holdsUnpacked(from)) return copyUnpacked(job, from, unpacked);
  const name = wheel.slice(0, wheel.indexOf('=')).replaceAll('-', '_');
  const found = (await readdir(from)).filter((file) => file.startsWith(`${name}-`) && file.endsWith('.whl')).sort();
  if (found.length === 0)
    throw retortError('KD_E_INSTALL_SOURCE', { what: `the folder ${from}`, expected: `${name}-*.whl or tensorflow/${LIBRARIES[0]}`, received: 'neither' });
  return unpackWheel(job, join(from, found.at(-1) as string), unpacked);
}

/** Whether the folder holds what was unpacked from a wheel; then Python is not needed. */
export function holdsUnpacked(from: string): Promise<boolean> {
  return exists(join(from, 'tensorflow', LIBRARIES[0]));
}

async function downloadWheel(job: Job, wheel: string, platforms: readonly string[]): Promise<string> {
  const folder = join(job.staging, 'download');
  job.step(`download ${wheel} with pip: some hundred megabytes`);
  // Whatever Python is here, the libraries in the wheel are the same: one version of it is named.
  const selection = ['--no-deps', '--only-binary=:all:', '--python-version=3.11', ...platforms.map((platform) => `--platform=${platform}`)];
  await runTool({
    ...job.tool,
    command: commandOf(job, 'python'),
    args: ['-m', 'pip', 'download', '--disable-pip-version-check', ...selection, '--dest', folder, wheel],
    purpose: 'downloading TensorFlow',
  });
  const [file] = (await readdir(folder)).filter((name) => name.endsWith('.whl'));
  if (file === undefined) throw retortError('KD_E_INSTALL_SOURCE', { what: 'what pip downloaded', expected: 'a wheel', received: 'none' });
  return join(folder, file);
}

async function unpackWheel(job: Job, wheel: string, target: string): Promise<TensorflowFiles> {
  job.step(`unpack ${wheel}`);
  await runTool({ ...job.tool, command: commandOf(job, 'python'), args: ['-c', UNPACK, wheel, target, ...NEEDED], purpose: 'unpacking the wheel' });
  return checked(target, wheel);
}

/** Copied, so that the engine does not depend on the folder. */
async function copyUnpacked(job: Job, from: string, target: string): Promise<TensorflowFiles> {
  job.step(`copy the libraries from ${from}`);
  await mkdir(join(target, 'tensorflow'), { recursive: true });
  for (const name of LIBRARIES)
    if (await exists(join(from, 'tensorflow', name))) await copyFile(join(from, 'tensorflow', name), join(target, 'tensorflow', name));
  return { ...(await checked(target, from, from)), origin: from };
}

async function checked(root: string, origin: string, headers: string = root): Promise<TensorflowFiles> {
  const include = join(headers, 'tensorflow', 'include');
  const libraries = join(root, 'tensorflow');
  for (const path of [...LIBRARIES.map((name) => join(libraries, name)), join(include, 'tensorflow', 'c', 'eager', 'c_api.h')])
    if (!(await exists(path))) throw retortError('KD_E_INSTALL_SOURCE', { what: origin, expected: path.slice(root.length + 1), received: 'no such file' });
  return { include, libraries, origin };
}
