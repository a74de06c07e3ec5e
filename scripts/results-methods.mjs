// The table of all methods on MNIST. Build first. Every (method, seed) is kept in the cache as soon as it is there, so that a run that
// was stopped goes on where it stopped. `node scripts/results-methods.mjs --data-dir FOLDER [--methods kd,dkd] [--seeds 1,2] [--quick]`
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createRetort } from '@retort/distill';
import { startEngine } from '@retort/tensor';
import { configurationOf } from './results/configuration.mjs';
import { Laboratory } from './results/laboratory.mjs';
import { excluded, methodSettings, unlisted } from './results/method-settings.mjs';
import { trainMethod } from './results/train-method.mjs';
import { writeTable } from './results/write-table.mjs';

const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string' },
    methods: { type: 'string' },
    seeds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    cache: { type: 'string', default: 'runs/results-methods' },
    out: { type: 'string' },
    engine: { type: 'string', default: 'wasm' },
    threads: { type: 'string', default: '1' },
  },
});

const configuration = configurationOf(values.quick);
const choice = values.engine === 'wasm' ? { id: 'wasm', threads: Number(values.threads) } : values.engine;
const cache = `${values.cache}/${digestOf({ configuration, engine: choice })}`;
const out = values.out ?? (values.quick ? `${cache}/table` : 'docs/results');

const retort = await createRetort();
const engine = await startEngine(retort, choice);
const rows = rowsOf(retort);
const wanted = values.methods?.split(',') ?? rows.map(({ row }) => row);
for (const name of wanted)
  if (!rows.some(({ row }) => row === name)) throw new Error(`no method "${name}"; there are ${rows.map(({ row }) => row).join(', ')}`);

const seeds = configuration.seeds.filter((seed) => values.seeds === undefined || values.seeds.split(',').includes(String(seed)));
if (seeds.length === 0) throw new Error(`no such seed; there are ${configuration.seeds.join(', ')}`);

const dataset = await retort.make('dataset', values['data-dir'] === undefined ? 'mnist' : { id: 'mnist', dir: values['data-dir'] }).load();
const laboratory = new Laboratory({ retort, dataset, configuration, cache, capture: engine.capture });
const environment = { engine: `${engine.id}: ${engine.device}`, node: process.versions.node, processor: cpus()[0]?.model ?? 'unknown processor' };
try {
  for (const seed of seeds) {
    for (const { row, setting } of rows.filter((one) => wanted.includes(one.row))) {
      if (setting.teacher === 'alone') await resultOf('alone', methodSettings.alone, seed);
      console.log(`seed ${seed}  ${row.padEnd(26)} ${describe(await resultOf(row, setting, seed))}`);
    }
    await write();
  }
} finally {
  laboratory.dispose();
  await retort.dispose();
}
console.log(`${out}/methods.md`);

/** `alone`, then every registered knowledge but the excluded in the order of the list, each with the rows that are made of it. */
function rowsOf(kernel) {
  const ids = kernel.list('knowledge').map(({ id }) => id);
  const listed = Object.entries(methodSettings).map(([row, setting]) => ({ row, setting }));
  const named = [...listed.filter(({ row }) => row !== 'alone').map(({ row, setting }) => setting.knowledge ?? row), ...Object.keys(excluded)];
  const strange = named.find((id) => !ids.includes(id));
  if (strange !== undefined) throw new Error(`the settings name "${strange}", which is not registered`);
  const others = ids.filter((id) => methodSettings[id] === undefined && excluded[id] === undefined);
  const added = others.map((id) => ({
    row: id,
    setting: kernel.make('knowledge', id).family === 'response' ? plain({}) : plain({ mapping: unlisted.mapping }),
  }));
  return [...listed, ...added];
}

function plain(more) {
  return { task: 1, weight: 1, isUnlisted: true, remark: unlisted.remark, ...more };
}

async function resultOf(row, setting, seed) {
  const folder = `${cache}/${row}/seed-${seed}`;
  const known = await readResult(`${folder}.json`);
  if (known !== undefined && JSON.stringify(known.setting) === JSON.stringify(setting)) return known.result;
  const aloneFolder = `${cache}/alone/seed-${seed}`;
  const result = await trainMethod(laboratory.open(seed), row, setting, { withCost: seed === configuration.seeds[0], aloneFolder });
  await mkdir(`${cache}/${row}`, { recursive: true });
  await writeFile(`${folder}.json.new`, JSON.stringify({ setting, result }));
  await rename(`${folder}.json.new`, `${folder}.json`);
  return result;
}

async function readResult(path) {
  return existsSync(path) ? JSON.parse(await readFile(path, 'utf8')) : undefined;
}

/** Every row that has a result, of this run or of an earlier one. */
async function write() {
  const found = [];
  for (const { row, setting } of rows) {
    const results = {};
    for (const seed of configuration.seeds) {
      const known = await readResult(`${cache}/${row}/seed-${seed}.json`);
      if (known !== undefined && JSON.stringify(known.setting) === JSON.stringify(setting)) results[seed] = known.result;
    }
    if (Object.keys(results).length > 0) found.push({ row, setting, results });
  }
  await writeTable({ out, configuration, rows: found, excluded, environment });
}

function describe({ accuracy, seconds, cost, failure }) {
  if (failure !== undefined) return failure.code;
  return `${(100 * accuracy).toFixed(2).padStart(6)} %  ${seconds.toFixed(1).padStart(5)} s${cost === undefined ? '' : `  ${cost.time.toFixed(2)} x kd`}`;
}

function digestOf(value) {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}
