// A program for tests that kill it: the module of a test as one file that plain Node runs, in a scratch folder. For packages further up too.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll } from 'vitest';
import { fromNative } from '../src/node.ts';

export interface BundledChild {
  /** Removed after the tests of the file. */
  readonly scratch: string;
  /** Runs `runChild` of the module with its arguments. There before the first test. */
  readonly program: string;
}

/** @param name - leads the name of the scratch folder. */
export function bundledChild(module: URL, name: string): BundledChild {
  // A kill loses nothing that was written, synced or not, so a disk in memory shows the same, sooner.
  const scratch = fromNative(mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `${name}-`)));
  const program = `${scratch}/program.mjs`;
  beforeAll(async () => {
    // Node 20 runs no TypeScript: one bundle, made as an application would make it.
    await build({
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true, resolve: { conditions: ['@retort/source'] } },
      build: { ssr: fileURLToPath(module), outDir: scratch, emptyOutDir: false, rollupOptions: { output: { entryFileNames: 'child.mjs' } } },
    });
    writeFileSync(program, "import { runChild } from './child.mjs';\nawait runChild(process.argv.slice(2));\n");
  }, 60_000);
  afterAll(() => rmSync(scratch, { recursive: true }));
  return { scratch, program };
}
