// A block: the rows that one batch added to a segment, with their keys. What is torn or damaged is told by checksums.
import { crc32 } from 'node:zlib';

/** One row of a block: its key, 16 bytes as a latin-1 string, and its bytes. */
export interface NewRow {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** A row that stands in a segment. */
export interface FoundRow {
  readonly key: string;
  /** From the start of the segment. */
  readonly offset: number;
  /** Of its bytes. */
  readonly crc: number;
}

export interface FoundBlock {
  /** Eight bytes as hexadecimal. */
  readonly view: string;
  readonly rows: readonly FoundRow[];
  readonly end: number;
}

/** What every block of a store has alike. */
export interface BlockShape {
  /** Eight bytes as hexadecimal: the identity of the store. */
  readonly tag: string;
  readonly rowBytes: number;
}

export const KEY_BYTES = 16;
const MAGIC = Buffer.from('RTC1', 'latin1');
/** Magic, rows, bytes of a row, view, tag, CRC-32 of all that stands before the rows but itself. */
const HEADER = 32;
const ENTRY = KEY_BYTES + 4;

/** What a row takes on the disk, but for its share of a header. */
export function spaceOf(rowBytes: number): number {
  return ENTRY + rowBytes;
}

/** Header, then keys with the CRC-32 of each row, then the rows; numbers little-endian. */
export function encodeBlock({ tag, rowBytes }: BlockShape, view: string, rows: readonly NewRow[]): { readonly bytes: Buffer; readonly block: FoundBlock } {
  const table = HEADER + rows.length * ENTRY;
  const bytes = Buffer.alloc(table + rows.length * rowBytes);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(rows.length, 4);
  bytes.writeUInt32LE(rowBytes, 8);
  bytes.write(view, 12, 8, 'hex');
  bytes.write(tag, 20, 8, 'hex');
  const found = rows.map(({ key, bytes: row }, index): FoundRow => {
    const [entry, offset] = [HEADER + index * ENTRY, table + index * rowBytes];
    const crc = crc32(row);
    bytes.write(key, entry, KEY_BYTES, 'latin1');
    bytes.writeUInt32LE(crc, entry + KEY_BYTES);
    bytes.set(row, offset);
    return { key, offset, crc };
  });
  bytes.writeUInt32LE(headCrc(bytes.subarray(0, table)), 28);
  return { bytes, block: { view, rows: found, end: bytes.length } };
}

/** Reads `length` bytes at `position`; fewer where the segment ends before. */
export type ReadAt = (position: number, length: number) => Promise<Uint8Array>;

/**
 * The blocks of a segment, from its start up to the first that is incomplete, damaged or of another store: what a killed writer
 * left half is not seen. Rows are not read: whoever reads one checks its CRC-32.
 */
export async function scanBlocks(read: ReadAt, size: number, shape: BlockShape): Promise<readonly FoundBlock[]> {
  const blocks: FoundBlock[] = [];
  for (let start = 0; start + HEADER <= size; start = blocks.at(-1)!.end) {
    const block = await blockAt(read, start, size, shape);
    if (block === undefined) break;
    blocks.push(block);
  }
  return blocks;
}

async function blockAt(read: ReadAt, start: number, size: number, { tag, rowBytes }: BlockShape): Promise<FoundBlock | undefined> {
  const header = bufferOf(await read(start, HEADER));
  if (header.length < HEADER || !header.subarray(0, 4).equals(MAGIC)) return undefined;
  if (header.readUInt32LE(8) !== rowBytes || header.toString('hex', 20, 28) !== tag) return undefined;
  const count = header.readUInt32LE(4);
  const table = HEADER + count * ENTRY;
  const end = start + table + count * rowBytes;
  if (end > size) return undefined;
  const head = bufferOf(await read(start, table));
  if (head.length < table || headCrc(head) !== header.readUInt32LE(28)) return undefined;
  const rows = Array.from({ length: count }, (_, index): FoundRow => {
    const entry = HEADER + index * ENTRY;
    const key = head.toString('latin1', entry, entry + KEY_BYTES);
    return { key, offset: start + table + index * rowBytes, crc: head.readUInt32LE(entry + KEY_BYTES) };
  });
  return { view: head.toString('hex', 12, 20), rows, end };
}

function headCrc(head: Buffer): number {
  return crc32(head.subarray(HEADER), crc32(head.subarray(0, 28)));
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
