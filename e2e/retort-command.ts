// Runs the built command as a user does: `apps/cli/bin/retort.js` in a process of its own. Not the sources: build first.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const repository: string = fileURLToPath(new URL('..', import.meta.url));
const bin = fileURLToPath(new URL('../apps/cli/bin/retort.js', import.meta.url));

for (const built of ['apps/cli/dist/main.js', 'packages/distill/dist/index.js', 'packages/files/dist/testing.js']) {
  if (!existsSync(new URL(`../${built}`, import.meta.url)))
    throw new Error(`${built} is missing: the tests of the command run what was built. Run \`npm run build\` first.`);
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once stdout holds `text`; rejects where the process ends without it. */
  said(text: string | RegExp): Promise<void>;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly node?: readonly string[];
}

export function startRetort(args: readonly string[], options: CommandOptions = {}): Running {
  return startNode([bin, ...args], options);
}

export function retort(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return startRetort(args, options).ended;
}

/** Any script of the repository, watched in the same way. */
export function startNode(args: readonly string[], { cwd = repository, env = {}, node = [] }: CommandOptions = {}): Running {
  const begun = performance.now();
  const child = spawn(process.execPath, [...node, ...args], { cwd, env: { ...plainEnvironment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      for (const look of waiting) look();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...text, ms: performance.now() - begun }));
  });
  return {
    child,
    ended,
    async said(wanted) {
      await new Promise<void>((resolve, reject) => {
        const look = (): void => {
          if (typeof wanted === 'string' ? !text.stdout.includes(wanted) : !wanted.test(text.stdout)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        void ended.then((end) => reject(new Error(`ended without saying ${wanted}: ${JSON.stringify(end)}`)));
      });
    },
  };
}

/** Without what a test runner adds to the environment: the command must not see the source condition or colours. */
export function plainEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name, value]) => value !== undefined && !/^(NODE_|VITEST|FORCE_COLOR|TEST$)/.test(name));
  return { ...(Object.fromEntries(kept) as Record<string, string>), NO_COLOR: '1' };
}
