// A folder of a test's own, outside the repository, so that nothing of it is found by accident.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

export interface ScratchFolder {
  readonly path: string;
  at(...parts: readonly string[]): string;
  /** Returns the path. Objects are written as JSON, which a recipe may be. */
  write(name: string, content: string | Uint8Array | object): Promise<string>;
}

/** Made before the tests of this file and removed after them. */
export function scratchFolder(): ScratchFolder {
  let path = '';
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'retort-e2e-'));
  });
  afterAll(() => rm(path, { recursive: true, force: true }));
  const at = (...parts: readonly string[]): string => join(path, ...parts);
  return {
    get path() {
      return path;
    },
    at,
    async write(name, content) {
      await mkdir(dirname(at(name)), { recursive: true });
      await writeFile(at(name), typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content));
      return at(name);
    },
  };
}
