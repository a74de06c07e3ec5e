// Fisher-Yates over a run of random words. Unbiased: a word past the last whole multiple of the bound is skipped.

const CHUNK = 4096;

/**
 * A permutation of 0..count-1.
 *
 * @param fill - writes the words of consecutive blocks (four words each) from `block` on.
 */
export function permute(count: number, fill: (words: Uint32Array, block: number) => void): Uint32Array {
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  const words = new Uint32Array(Math.min(CHUNK, 4 * Math.ceil(count / 4)));
  let at = words.length;
  let block = 0;
  for (let last = count - 1; last > 0; last--) {
    const below = last + 1;
    let word: number;
    do {
      if (at === words.length) {
        fill(words, block);
        block += words.length / 4;
        at = 0;
      }
      word = words[at++] as number;
    } while (word > 2 ** 32 - below && word >= 2 ** 32 - (2 ** 32 % below));
    const other = word % below;
    const kept = order[last] as number;
    order[last] = order[other] as number;
    order[other] = kept;
  }
  return order;
}
