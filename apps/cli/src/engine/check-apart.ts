// Checks an engine in a process of its own: a native library that crashes ends that process only, and its addon is loaded there.
import { fileURLToPath } from 'node:url';
import { retortError } from '@retort/kernel';
import type { EngineCheck } from './check-engine.ts';
import { ending, endOfTool } from './run-tool.ts';

export interface CheckedEngine extends EngineCheck {
  readonly id: string;
  /** What it really got. */
  readonly device: string;
}

export interface CheckRequest {
  readonly id: string;
  readonly device?: string;
  /** A folder of engines to look in before all others. */
  readonly engines?: string;
  readonly signal?: AbortSignal | undefined;
}

const bin = fileURLToPath(new URL('../../bin/retort.js', import.meta.url));

/** @throws what the check threw, by its code; KD_E_ENGINE_CHECK where the process ended in another way. */
export async function checkApart({ id, device, engines, signal }: CheckRequest): Promise<CheckedEngine> {
  const args = [bin, 'engine', 'check', id, '--json', ...(device === undefined ? [] : ['--device', device])];
  const env = engines === undefined ? {} : { RETORT_ENGINES: engines };
  const end = await endOfTool({ command: process.execPath, args, env, signal, purpose: `checking the engine "${id}"` });
  if (end.code === 0) return JSON.parse(end.stdout) as CheckedEngine;
  throw retortError('KD_E_ENGINE_CHECK', {
    what: `the engine "${id}"`,
    expected: 'one that trains a small model',
    received: failureOf(end.stderr) ?? `a process that ${ending(end)}: ${end.stderr.trim().split('\n').at(-1)}`,
  });
}

/** The message of the error that the command reported; undefined where it had no time to. */
function failureOf(stderr: string): string | undefined {
  const line = stderr.split('\n').findLast((one) => one.startsWith('{"kind":"error"'));
  return line === undefined ? undefined : (JSON.parse(line) as { readonly message: string }).message;
}
