// What every package.json of ours must say, and what it must not.
import { access, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare'];
/** Everyone else takes the copy that is there: two would not share their tensors. */
const BRINGS_TENSORFLOW = /^(plugins\/engine-|packages\/distill$|apps\/)/;
const DEPENDENCIES = ['dependencies', 'peerDependencies', 'devDependencies', 'optionalDependencies'];

/** @returns {Promise<string[]>} one line for each problem */
export async function checkManifest({ folder, path, manifest }, workspaces) {
  const problems = [];
  const expect = (holds, problem) => holds || problems.push(`${folder}: ${problem}`);

  for (const file of ['README.md', 'tsconfig.build.json']) expect(await exists(join(path, file)), `${file} is missing`);
  expect(manifest.type === 'module', '"type" is not "module"');
  expect(manifest.license === 'MIT', '"license" is not "MIT"');
  expect(manifest.sideEffects === false || Array.isArray(manifest.sideEffects), '"sideEffects" is neither false nor a list');
  expect(manifest.repository?.directory === folder, `"repository.directory" is not "${folder}"`);
  expect(manifest.engines?.node === '>=20.19', '"engines.node" is not ">=20.19"');
  expect(folder.startsWith('plugins/') === manifest.name.startsWith('@retort/plugin-'), 'a plugin is named @retort/plugin-..., and nothing else is');
  for (const name of INSTALL_SCRIPTS) expect(manifest.scripts?.[name] === undefined, `has the install script "${name}"`);

  const entry = manifest.exports?.['.'];
  expect(entry === undefined || Object.keys(entry)[0] === '@retort/source', '"exports" does not begin with the condition "@retort/source"');

  for (const [kind, name, range] of dependenciesOf(manifest)) {
    const ours = workspaces.find((other) => other.manifest.name === name);
    if (ours !== undefined) expect(range === `^${ours.manifest.version}`, `${kind} "${name}" is "${range}", not "^${ours.manifest.version}"`);
    else if (name.startsWith('@retort/')) expect(false, `${kind} "${name}" is no workspace`);
    if (name.startsWith('@tensorflow/')) expect(kind !== 'dependencies' || BRINGS_TENSORFLOW.test(folder), `${name} must be a peer`);
  }

  // The compiler builds in the order of the references.
  const needed = workspaces.filter(({ manifest: { name } }) => manifest.dependencies?.[name] ?? manifest.peerDependencies?.[name]);
  const wanted = needed.map((other) => `${relative(path, other.path)}/tsconfig.build.json`).toSorted();
  const { references = [] } = JSON.parse(await readFile(join(path, 'tsconfig.build.json'), 'utf8'));
  const given = references.map((reference) => reference.path).toSorted();
  expect(given.join() === wanted.join(), `the references of tsconfig.build.json are not those of its dependencies: ${wanted.join(', ')}`);
  return problems;
}

function dependenciesOf(manifest) {
  return DEPENDENCIES.flatMap((kind) => Object.entries(manifest[kind] ?? {}).map(([name, range]) => [kind, name, range]));
}

function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}
