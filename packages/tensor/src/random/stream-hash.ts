// Hashes a stream's name to 64 bits: FNV-1a over its UTF-8 bytes. Philox does the mixing; this only keeps names apart.

const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/** `[low, high]` words of FNV-1a 64. */
export function streamHash(name: string): readonly [number, number] {
  let hash = OFFSET;
  for (const byte of new TextEncoder().encode(name)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  return [Number(hash & 0xffffffffn), Number(hash >> 32n)];
}
