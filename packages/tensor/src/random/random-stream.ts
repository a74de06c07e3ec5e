// Named random streams over Philox. A stream holds no state: each draw is a function of (seed, name, step, index).
import { type RandomDraws, type RandomStream, retortError } from '@retort/kernel';
import { createDraws } from './random-draws.ts';
import { streamHash } from './stream-hash.ts';

/**
 * The stream `name` of `seed`. Key: the seed's 64 bits. Counter: block, step, and the name's 64-bit hash; so two streams of
 * one seed, and two steps of one stream, never share a block.
 *
 * @param seed - a whole number in [0, 2^53).
 * @param name - such as `data/shuffle`; children append `/name`.
 * @throws KD_E_RANDOM_SEED
 */
export function randomStream(seed: number, name: string): RandomStream {
  checkWhole(seed, Number.MAX_SAFE_INTEGER, `the seed of the random stream "${name}"`);
  const [hash0, hash1] = streamHash(name);
  const key0 = seed >>> 0;
  const key1 = Math.floor(seed / 2 ** 32);
  return Object.freeze({
    seed,
    name,
    child: (child: string): RandomStream => randomStream(seed, `${name}/${child}`),
    at(step: number): RandomDraws {
      checkWhole(step, 2 ** 32 - 1, `the step of the random stream "${name}"`);
      return createDraws({ key0, key1, step, hash0, hash1 });
    },
  });
}

/** Throws `KD_E_RANDOM_SEED` unless `value` is a whole number in [0, max]. */
export function checkWhole(value: number, max: number, what: string): void {
  if (Number.isSafeInteger(value) && value >= 0 && value <= max) return;
  throw retortError('KD_E_RANDOM_SEED', { what, expected: `a whole number from 0 to ${max}`, received: String(value) });
}
