#!/usr/bin/env node
// The retort command. Built from src by `npm run build`.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('retort is not built yet. Run `npm run build` first.\n');
  process.exitCode = 1;
}
