// A writer in a process of its own, on the real disk: appends rows until it is killed, and says of each block that it is written. Run by
// kill.test.ts.
import { writeSync } from 'node:fs';
import { nodeFiles } from '@retort/files/node';
import { openStore } from '../src/store/open-store.ts';
import { Room } from '../src/store/room.ts';
import type { RowStore } from '../src/store/row-store.ts';

export const ROW = 4000;
const BLOCK = 7;

export const keyOf = (number: number): string => String(number).padStart(16, '-');

/** Every byte follows from the number. */
export function rowOf(number: number): Uint8Array {
  return new Uint8Array(Int32Array.from({ length: ROW / 4 }, (_, at) => Math.imul(number + 1, 0x9e3779b1) ^ Math.imul(at + 1, 0x85ebca6b)).buffer);
}

export async function openRows(dir: string): Promise<RowStore> {
  const identity = { teacher: 'killed', engine: 'cpu', tap: 'logits', shape: [ROW / 4], dtype: 'float32' } as const;
  const room = new Room(nodeFiles, dir, { maxBytes: 2 ** 40, memory: 2 ** 20 });
  return (await openStore({ files: nodeFiles, dir, identity, rowBytes: ROW, room })).store;
}

/** Blocks from number `from` on. A line of output is its first number, once the block is written. */
export async function runChild([dir, from]: readonly string[]): Promise<void> {
  const store = await openRows(dir as string);
  for (let first = Number(from); ; first += BLOCK) {
    await store.append(
      '00'.repeat(8),
      numbersOf(first).map((number) => ({ key: keyOf(number), bytes: rowOf(number) })),
    );
    writeSync(1, `${first}\n`);
  }
}

/** The rows of the block that starts there. */
export function numbersOf(first: number): readonly number[] {
  return Array.from({ length: BLOCK }, (_, at) => first + at);
}
