// Two processes write to one store on the real disk and are killed by SIGKILL at random moments, 20 times. Each time, all that they had said to be
// written is there, and every row is right.
import { spawn } from 'node:child_process';
import { randomStream } from '@retort/tensor';
import { expect, test } from 'vitest';
import { bundledChild } from '../../../packages/files/test/bundled-child.ts';
import { keyOf, numbersOf, openRows, rowOf } from './kill-child.ts';

const KILLS = 20;
/** Numbers of one process at most. */
const SPAN = 1_000_000;

const { scratch, program } = bundledChild(new URL('./kill-child.ts', import.meta.url), 'retort-cache');

/** Starts a writer, kills it so many milliseconds after its first block, and gives the blocks that it had said to be written. */
function killed(dir: string, from: number, after: number): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, [program, dir, String(from)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [said, complaints] = ['', ''];
    process_.stderr.on('data', (data) => {
      complaints += data;
    });
    process_.stdout.on('data', (data) => {
      if (said === '') setTimeout(() => process_.kill('SIGKILL'), after);
      said += data;
    });
    process_.on('close', (_, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`ended by ${signal}: ${complaints}`));
      resolve(said.split('\n').slice(0, -1).map(Number));
    });
  });
}

test.skipIf(process.platform === 'win32')(`after each of ${KILLS} kills`, { timeout: 120_000 }, async () => {
  const dir = `${scratch}/cache`;
  const draws = randomStream(4, 'kills').at(0);
  const written: number[] = [];
  let torn = 0;
  for (let kill = 0; kill < KILLS; kill += 2) {
    const [one, two] = await Promise.all([0, 1].map((writer) => killed(dir, (kill + writer) * SPAN, 40 * draws.uniform(kill + writer))));
    expect(Math.min(one!.length, two!.length)).toBeGreaterThan(0);
    written.push(...[...one!, ...two!].flatMap(numbersOf));

    const store = await openRows(dir);
    const rows = await store.read(written.map(keyOf));
    const wrong = written.filter((number, place) => !Buffer.from(rowOf(number)).equals(rows[place] ?? Buffer.alloc(0)));
    expect(wrong, `after kill ${kill + 2}`).toEqual([]);
    // What was written and not said any more is right too.
    const unsaid = [one!, two!].flatMap((said) => numbersOf(said.at(-1)! + numbersOf(0).length));
    for (const [place, row] of (await store.read(unsaid.map(keyOf))).entries()) {
      if (row !== undefined) expect(Buffer.from(rowOf(unsaid[place]!)).equals(row)).toBe(true);
      else torn += 1;
    }
    expect(store.damaged).toBe(0);
  }
  console.log(`${KILLS} writers killed, ${written.length} rows said to be written are there, ${torn} rows of a last block are not`);
});
