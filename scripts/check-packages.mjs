// Checks every workspace as it would be published: its manifest, its source, and its tarball (publint, attw). Needs a build.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCompiled } from './check/compiled.mjs';
import { checkManifest } from './check/manifest.mjs';
import { checkSource } from './check/source.mjs';
import { checkTarball, packAll } from './check/tarball.mjs';
import { readWorkspaces } from './check/workspaces.mjs';

const workspaces = await readWorkspaces();
const tarballs = await mkdtemp(join(tmpdir(), 'retort-pack-'));
const problems = await checkCompiled(workspaces);
try {
  for (const workspace of workspaces) problems.push(...(await checkManifest(workspace, workspaces)), ...(await checkSource(workspace)));
  const packed = await packAll(workspaces, tarballs);
  for (const workspace of workspaces.filter(({ manifest }) => manifest.private !== true)) problems.push(...(await checkTarball(workspace, packed)));
} finally {
  await rm(tarballs, { recursive: true });
}

for (const problem of problems.toSorted()) console.error(problem);
console.log(problems.length === 0 ? `${workspaces.length} workspaces are sound.` : `${problems.length} problems in ${workspaces.length} workspaces.`);
process.exitCode = problems.length === 0 ? 0 : 1;
