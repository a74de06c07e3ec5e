// Measures every repaired kernel and writes docs/kernels.md: node plugins/engine-wasm/scripts/kernel-table.mjs
// The measuring itself is test/kernel-table.ts, run by the contract test that also checks the page.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

function run(program, ...args) {
  const { status } = spawnSync(process.execPath, [program, ...args], { cwd: root, env: { ...process.env, RETORT_WRITE_KERNEL_TABLE: '1' }, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

run(vitest, 'run', '--project', 'contract', 'plugins/engine-wasm/test/kernel-table');
run(biome, 'format', '--write', 'plugins/engine-wasm/docs');
