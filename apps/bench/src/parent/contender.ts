// Who is measured: an engine of Retort, or PyTorch. Each is a child process that keeps to the protocol.
import { fileURLToPath } from 'node:url';
import type { Choice } from '@retort/kernel';
import type { TeacherKind } from '../scenario/scenario.ts';
import type { Command } from './worker.ts';

export interface Contender {
  /** Its name in the table. */
  readonly id: string;
  readonly command: Command;
  readonly engine: Choice;
  readonly compile: boolean;
  /** Whether somebody asked for it by name: then its absence is an error. */
  readonly named: boolean;
  /** Which teachers it knows; all when absent. */
  readonly teachers?: readonly TeacherKind[];
  /** Whether it can say what part of a step is its own. */
  readonly shares: boolean;
}

export const PEERS = ['pytorch', 'pytorch-compile'] as const;

const child = fileURLToPath(new URL('../../bin/child.js', import.meta.url));
const peer = fileURLToPath(new URL('../../peer/main.py', import.meta.url));

/** @param name - an engine's id, or `id:threads` */
export function engineContender(name: string, named: boolean): Contender {
  const [id = '', threads] = name.split(':');
  return {
    id: name,
    command: { program: process.execPath, args: [child] },
    engine: threads === undefined ? id : { id, threads: Number(threads) },
    compile: false,
    named,
    shares: true,
  };
}

export function peerContender(id: (typeof PEERS)[number], python: string): Contender {
  return {
    id,
    command: { program: python, args: ['-u', peer] },
    engine: id,
    compile: id === 'pytorch-compile',
    named: true,
    teachers: ['live', 'none', 'peers'],
    shares: false,
  };
}
