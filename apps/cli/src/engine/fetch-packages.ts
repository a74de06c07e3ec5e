// npm packages as folders: packed by npm, or taken as tarballs from a folder that the user names. No install script runs.
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { retortError } from '@retort/kernel';
import { commandOf, type Job } from './job.ts';
import { runTool } from './run-tool.ts';

export interface PackageWanted {
  readonly name: string;
  readonly version: string;
  /** Where its files go. */
  readonly to: string;
}

/** @throws KD_E_INSTALL_STEP, KD_E_INSTALL_SOURCE */
export async function fetchPackages(job: Job, packages: readonly PackageWanted[]): Promise<void> {
  const folder = join(job.staging, 'packages');
  await mkdir(folder, { recursive: true });
  const given = job.from === undefined ? [] : await readdir(job.from);
  const missing = packages.filter((wanted) => !given.includes(tarball(wanted)));
  if (missing.length > 0) {
    const specs = missing.map(({ name, version }) => `${name}@${version}`);
    job.step(`fetch ${specs.join(', ')} with npm`);
    // In a folder that is no project, so that no workspace is packed; scripts stay off.
    const args = ['pack', ...specs, '--ignore-scripts', '--loglevel=error', '--pack-destination', folder];
    await runTool({ ...job.tool, command: commandOf(job, 'npm'), args, cwd: folder, purpose: 'fetching packages' });
  }
  for (const wanted of packages) {
    const archive = join(missing.includes(wanted) ? folder : (job.from as string), tarball(wanted));
    if (missing.includes(wanted) && !(await readdir(folder)).includes(tarball(wanted)))
      throw retortError('KD_E_INSTALL_SOURCE', {
        what: 'what npm packed',
        expected: tarball(wanted),
        received: (await readdir(folder)).join(', ') || 'nothing',
      });
    await mkdir(wanted.to, { recursive: true });
    await runTool({
      ...job.tool,
      command: commandOf(job, 'tar'),
      args: ['-xzf', archive, '-C', wanted.to, '--strip-components=1', '--no-same-owner'],
      purpose: `unpacking ${wanted.name}`,
    });
  }
}

/** As npm names it: `tensorflow-tfjs-node-4.22.0.tgz`. */
export const tarball = ({ name, version }: Pick<PackageWanted, 'name' | 'version'>): string => `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
