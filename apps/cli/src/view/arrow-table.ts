// What learns from what, drawn: `hidden1 [6]  -> linear [12] ->  stage1 [4, 4, 8]`, one below the other.

export interface Arrow {
  /** Columns before the arrow. */
  readonly lead: readonly string[];
  readonly from: string;
  /** What lies on the way; nothing when empty. */
  readonly through: string;
  readonly to: string;
}

export function arrowTable(arrows: readonly Arrow[]): string {
  const widest = Math.max(0, ...arrows.map(({ through }) => through.length));
  const rows = arrows.map(({ lead, from, through, to }) => [...lead, from, shaft(through, widest), to]);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** As long as the longest of all, so that the heads stand below each other. */
function shaft(through: string, widest: number): string {
  if (widest === 0) return '->';
  const begin = through === '' ? '' : `-> ${through} `;
  return `${begin.padEnd(widest + 5, '-')}->`;
}
