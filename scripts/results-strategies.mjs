// The tables of strategies: every recipe in recipes/strategies, each on MNIST and on digits, three seeds. Build first. A run that was
// stopped goes on where it stopped, and one that is finished is not repeated. `npm run format` lays the pages out.
// `node scripts/results-strategies.mjs [--data-dir FOLDER] [--only assistants-digits,...] [--engine wasm]`
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nodeFiles } from '@retort/files/node';
import { readRun } from '@retort/report';
import { writeStrategies } from './results/write-strategies.mjs';

const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string' },
    only: { type: 'string' },
    engine: { type: 'string', default: 'auto' },
    cache: { type: 'string', default: 'runs/results-strategies' },
    out: { type: 'string', default: 'docs/results' },
  },
});
const recipes = 'recipes/strategies';
const names = (await readdir(recipes)).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length));
const wanted = values.only?.split(',') ?? names;
const strange = wanted.find((name) => !names.includes(name));
if (strange !== undefined) throw new Error(`no recipe "${strange}"; there are ${names.join(', ')}`);

for (const name of wanted) {
  const folder = join(values.cache, name);
  if (existsSync(join(folder, 'summary.json'))) continue;
  const begun = existsSync(join(folder, 'run.json'));
  const data = name.endsWith('-mnist') && values['data-dir'] !== undefined ? ['--data-dir', values['data-dir']] : [];
  await retort(begun ? ['resume', folder] : ['run', join(recipes, `${name}.yaml`), '--folder', folder, '--engine', values.engine, ...data]);
}

const runs = [];
for (const name of names) {
  const folder = join(values.cache, name);
  if (existsSync(join(folder, 'summary.json'))) runs.push({ name, ...(await readRun(nodeFiles, folder)) });
}
await writeStrategies({ out: values.out, runs });
console.log(join(values.out, 'strategies.md'));

/** The command itself, its progress on this terminal. */
function retort(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['apps/cli/bin/retort.js', ...args], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code, signal) => (code === 0 ? resolve() : reject(new Error(`retort ${args.join(' ')} ended with ${code ?? signal}`))));
  });
}
