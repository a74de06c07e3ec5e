// What would be uploaded: packed once, then read by publint and by attw. Both run here, so that TypeScript loads once.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

// The engine of attw's command line, found where the command line finds it.
const attw = createRequire(createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json')).resolve('@arethetypeswrong/core');
const { checkPackage, createPackageFromTarballData } = await import(pathToFileURL(attw).href);

/** attw's profile `esm-only`. */
const IGNORED_RESOLUTIONS = ['node10', 'node16-cjs'];

/** Packs every workspace that is published. @returns {Promise<Map<string, string>>} the tarball of each name */
export async function packAll(workspaces, destination) {
  const flags = workspaces.filter(({ manifest }) => manifest.private !== true).flatMap(({ manifest }) => ['--workspace', manifest.name]);
  const { stdout } = await promisify(execFile)('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', destination, ...flags], {
    maxBuffer: 2 ** 28,
    shell: process.platform === 'win32',
  });
  return new Map(Object.values(JSON.parse(stdout)).map(({ name, filename }) => [name, join(destination, filename)]));
}

/** @returns {Promise<string[]>} one line for each problem */
export async function checkTarball({ folder, manifest }, packed) {
  const bytes = await readFile(packed.get(manifest.name));
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages } = await publint({ pack: { tarball }, strict: true });
  const problems = messages.map((message) => `${folder}: publint: ${formatMessage(message, manifest, { color: false })}`);

  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  if (analysis.types === false) return [...problems, `${folder}: attw: no types`];
  const wrong = analysis.problems.filter(({ resolutionKind }) => !IGNORED_RESOLUTIONS.includes(resolutionKind));
  return [...problems, ...wrong.map((problem) => `${folder}: attw: ${JSON.stringify(problem)}`)];
}
