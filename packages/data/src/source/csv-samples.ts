// A CSV table to inputs and labels in words. Which word is which class is decided by the caller.
import { expectedName, retortError } from '@retort/kernel';
import type { CsvTable } from '../format/csv.ts';

export interface CsvSamples {
  readonly inputs: Float32Array;
  /** The cells of the label's column. */
  readonly words: readonly string[];
  /** Numbers a sample has. */
  readonly width: number;
}

/**
 * @param label - a column's name, or its position from 0; from the end where negative.
 * @param scale - the inputs are divided by it.
 * Throws `KD_E_DATA_CSV` where the label's column is not there, `KD_E_DATA_NAN` naming sample and column of a cell that is no number.
 */
export function csvSamples({ names, rows }: CsvTable, label: string | number, scale: number, where: string): CsvSamples {
  const columns = rows[0]!.length;
  const answer = labelColumn(names, columns, label, where);
  const width = columns - 1;
  const inputs = new Float32Array(rows.length * width);
  let at = 0;
  rows.forEach((row, sample) => {
    row.forEach((cell, column) => {
      if (column === answer) return;
      const value = cell === '' ? Number.NaN : Number(cell);
      if (!Number.isFinite(value)) {
        const named = names === undefined ? `column ${column}` : `column "${names[column]}"`;
        throw retortError('KD_E_DATA_NAN', {
          what: `sample ${sample}, ${named}`,
          where,
          expected: 'a finite number',
          received: cell === '' ? 'nothing' : `"${cell}"`,
        });
      }
      inputs[at] = value / scale;
      at += 1;
    });
  });
  return { inputs, words: rows.map((row) => row[answer]!), width };
}

function labelColumn(names: readonly string[] | undefined, columns: number, label: string | number, where: string): number {
  const position = typeof label === 'number' ? (label < 0 ? columns + label : label) : (names ?? []).indexOf(label);
  if (columns < 2)
    throw retortError('KD_E_DATA_CSV', { what: 'the table', where, expected: 'a label and at least one input in each row', received: 'one column' });
  if (position >= 0 && position < columns) return position;
  const expected = typeof label === 'number' ? `a position from ${-columns} to ${columns - 1}` : expectedName(label, names ?? []);
  throw retortError('KD_E_DATA_CSV', { what: 'the column of the label', where, expected, received: JSON.stringify(label) });
}
