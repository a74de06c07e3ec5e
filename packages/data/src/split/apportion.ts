// How many samples of each class a part of a given size gets. Exact integers; no randomness.

/**
 * In proportion to `counts` (largest remainders; ties go to the lower class): every share is the exact quota rounded up or
 * down, and they add up to `total`, which is at most the sum of `counts`.
 */
export function proportional(counts: readonly number[], total: number): number[] {
  const size = counts.reduce((a, b) => a + b, 0);
  if (size === 0) return counts.map(() => 0);
  const shares = counts.map((count) => Math.floor((count * total) / size));
  const remainder = (index: number): number => (counts[index]! * total) % size;
  const order = counts.map((_, index) => index).sort((a, b) => remainder(b) - remainder(a) || a - b);
  const missing = total - shares.reduce((a, b) => a + b, 0);
  for (const index of order.slice(0, missing)) shares[index]! += 1;
  return shares;
}

/**
 * As equal as `counts` allow: no class gets two fewer than another unless it has no more. Ties go to the lower class.
 * A larger total never takes a sample from a class.
 */
export function even(counts: readonly number[], total: number): number[] {
  const shares = counts.map(() => 0);
  let left = total;
  while (left > 0) {
    const open = counts.map((_, index) => index).filter((index) => shares[index]! < counts[index]!);
    if (open.length === 0) break;
    const room = Math.min(...open.map((index) => counts[index]! - shares[index]!));
    const each = Math.min(room, Math.floor(left / open.length));
    const extra = each === 0 ? left : 0;
    open.forEach((index, position) => {
      shares[index]! += each + (position < extra ? 1 : 0);
    });
    left -= each * open.length + extra;
  }
  return shares;
}
