// Tables that read well in a log as well as on a terminal: a rule below the head, spaces between columns, no colour of
// their own where output is not a terminal.
import Table from 'cli-table3';

const NONE = '';

export function plainTable(head: readonly string[], rows: readonly (readonly string[])[], numbersFrom = 1): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index < numbersFrom ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: NONE,
      'top-mid': NONE,
      'top-left': NONE,
      'top-right': NONE,
      bottom: NONE,
      'bottom-mid': NONE,
      'bottom-left': NONE,
      'bottom-right': NONE,
      left: NONE,
      'left-mid': NONE,
      mid: NONE,
      'mid-mid': NONE,
      right: NONE,
      'right-mid': NONE,
      middle: NONE,
    },
  });
  for (const row of rows) table.push([...row]);
  const [first = '', ...rest] = table.toString().split('\n');
  return [first, '-'.repeat(first.trimEnd().length), ...rest].map((line) => line.trimEnd()).join('\n');
}
