// CSV text to rows of cells, all of one length. Knows nothing of samples.
import { retortError } from '@retort/kernel';

export interface CsvTable {
  /** `undefined` where the file has no header. */
  readonly names: readonly string[] | undefined;
  readonly rows: readonly (readonly string[])[];
}

/** Quotes as in RFC 4180; empty lines are skipped, blanks around cells removed. Throws `KD_E_DATA_CSV` naming the line. */
export async function parseCsv(bytes: Uint8Array, header: boolean, delimiter: string, where: string): Promise<CsvTable> {
  // Loaded when needed: the parser uses Node's Buffer as it loads, and this package must load in a browser.
  const { parse } = await import('csv-parse/sync');
  let records: string[][];
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    records = parse(text, { delimiter, skip_empty_lines: true, trim: true });
  } catch (error) {
    throw retortError('KD_E_DATA_CSV', { what: `the table cannot be read: ${(error as Error).message}`, where, cause: error });
  }
  const [first, ...rest] = records;
  const rows = header ? rest : records;
  if (first === undefined || rows.length === 0)
    throw retortError('KD_E_DATA_CSV', { what: 'the table', where, expected: 'at least one row', received: 'none' });
  return { names: header ? first : undefined, rows };
}
