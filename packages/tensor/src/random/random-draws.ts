// The draws of one step of one stream: bits, uniforms, normals, integers, permutations, each from a lane of its own.
import { type RandomDraws, retortError } from '@retort/kernel';
import { permute } from './permute.ts';
import { philox } from './philox.ts';

export interface DrawKey {
  readonly key0: number;
  readonly key1: number;
  readonly step: number;
  readonly hash0: number;
  readonly hash1: number;
}

/** The two highest bits of the block counter, so that normals and bits of one step are independent. */
const LANES = { bits: 0, normals: 1 << 30, permutation: 2 << 30, integer: 3 << 30 } as const;
const BLOCKS = 2 ** 30;
const UNIT = 2 ** -24;

export function createDraws({ key0, key1, step, hash0, hash1 }: DrawKey): RandomDraws {
  const fill = (out: Uint32Array, block: number): Uint32Array => {
    philox(out, { block, c1: step, c2: hash0, c3: hash1 }, key0, key1);
    return out;
  };
  // The last block drawn one by one: neighbours come from one block. A pure function's memory, not a state.
  const last = new Uint32Array(4);
  let lastBlock = -1;

  const bits = (index: number): number => {
    checkIndex(index, BLOCKS * 4);
    const block = Math.floor(index / 4);
    if (block !== lastBlock) {
      fill(last, LANES.bits | block);
      lastBlock = block;
    }
    return last[index & 3] as number;
  };

  return Object.freeze({
    bits,
    uniform: (index: number): number => (bits(index) >>> 8) * UNIT,
    uniforms(count: number): Float32Array {
      checkCount(count);
      const words = fill(new Uint32Array(count), LANES.bits);
      const uniforms = new Float32Array(count);
      for (let at = 0; at < count; at++) uniforms[at] = ((words[at] as number) >>> 8) * UNIT;
      return uniforms;
    },
    normals(count: number): Float32Array {
      checkCount(count);
      return boxMuller(fill(new Uint32Array(count + (count & 1)), LANES.normals), count);
    },
    integer(index: number, below: number): number {
      checkIndex(index, BLOCKS);
      if (!Number.isSafeInteger(below) || below < 1 || below > 2 ** 32) {
        throw retortError('KD_E_RANDOM_SEED', { what: 'the bound of a random integer', expected: 'a whole number from 1 to 2^32', received: String(below) });
      }
      // Words past the last whole multiple of the bound are thrown away; the block after a rejected one has it as its counter.
      const limit = 2 ** 32 - (2 ** 32 % below);
      const words = fill(new Uint32Array(4), LANES.integer | index);
      for (;;) {
        const word = words.find((candidate) => candidate < limit);
        if (word !== undefined) return word % below;
        const [block, c1, c2, c3] = words as unknown as readonly [number, number, number, number];
        philox(words, { block, c1, c2, c3 }, key0, key1);
      }
    },
    permutation(count: number): Uint32Array {
      checkCount(count);
      return permute(count, (words, block) => fill(words, LANES.permutation | block));
    },
  });
}

/** Pairs of words to pairs of normals. The radius' uniform is in (0, 1], so the logarithm is finite: |z| < 5.8. */
function boxMuller(words: Uint32Array, count: number): Float32Array {
  const normals = new Float32Array(count);
  for (let at = 0; at < count; at += 2) {
    const radius = Math.sqrt(-2 * Math.log(((words[at] as number) + 1) * 2 ** -32));
    const angle = 2 * Math.PI * (words[at + 1] as number) * 2 ** -32;
    normals[at] = radius * Math.cos(angle);
    if (at + 1 < count) normals[at + 1] = radius * Math.sin(angle);
  }
  return normals;
}

function checkIndex(index: number, limit: number): void {
  if (Number.isSafeInteger(index) && index >= 0 && index < limit) return;
  throw retortError('KD_E_RANDOM_SEED', { what: 'the index of a random draw', expected: `a whole number from 0 to ${limit - 1}`, received: String(index) });
}

function checkCount(count: number): void {
  if (Number.isSafeInteger(count) && count >= 0 && count <= BLOCKS * 4) return;
  throw retortError('KD_E_RANDOM_SEED', { what: 'the number of random draws', expected: 'a whole number from 0 to 2^32', received: String(count) });
}
