// What is checked of source files that no linter knows: their length, their first line, and the versions written in them.
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import semver from 'semver';
import { readWorkspaces, sourceFiles } from './workspaces.mjs';

const LONGEST = 400;
/** What is installed beside the kernel rather than registered with it. */
const NO_PLUGIN = new Set(['plugins/container-tsyringe']);
const kernel = (await readWorkspaces()).find(({ folder }) => folder === 'packages/kernel');

/** @returns {Promise<string[]>} one line for each problem */
export async function checkSource({ folder, path, manifest }) {
  const problems = [];
  let plugins = 0;
  for (const file of await sourceFiles(path)) {
    const place = `${folder}/${relative(path, file)}`;
    const text = await readFile(file, 'utf8');
    const lines = text.split('\n').length;
    if (lines > LONGEST) problems.push(`${place}: ${lines} lines; split what is over ${LONGEST}`);
    if (/\.test(-d)?\.ts$/.test(file)) continue;
    if (!/^(#!.*\n)?\/[/*]/.test(text)) problems.push(`${place}: its first line does not say what the file is`);
    const literals = pluginsIn(text);
    plugins += literals.length;
    for (const literal of literals) problems.push(...wrongLiterals(literal, manifest).map((problem) => `${place}: ${problem}`));
  }
  if (folder.startsWith('plugins/') && !NO_PLUGIN.has(folder) && plugins === 0) problems.push(`${folder}: no definePlugin() call with a literal name`);
  return problems;
}

/** The start of every `definePlugin({ name: '...'` call. A name that is computed belongs to somebody else's plugin. */
function pluginsIn(text) {
  return [...text.matchAll(/\bdefinePlugin\(\{(\s*name: '[\s\S]*?)\}\)/g)].map(([, body]) => body);
}

function wrongLiterals(body, manifest) {
  const read = (key) => new RegExp(`\\b${key}:\\s*'([^']*)'`).exec(body)?.[1];
  const problems = [];
  for (const key of ['name', 'version']) if (read(key) !== manifest[key]) problems.push(`the plugin's ${key} is '${read(key)}', not '${manifest[key]}'`);
  const range = read('kernel');
  if (range === undefined || !semver.satisfies(kernel.manifest.version, range))
    problems.push(`the plugin is for kernel '${range}', not ${kernel.manifest.version}`);
  return problems;
}
