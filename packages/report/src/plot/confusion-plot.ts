// A confusion matrix: rows are labels, columns are answers. Shades are shares of the row; what is wrong has another colour.
import * as Plot from '@observablehq/plot';
import { shorten } from './accuracy-plot.ts';
import { draw } from './draw.ts';

/** Up to so many classes each cell has its number and each row its name. */
const READABLE = 12;

interface Cell {
  readonly label: number;
  readonly answer: number;
  readonly count: number;
  readonly share: number;
}

export function confusionPlot(document: Document, confusion: readonly (readonly number[])[], classes: readonly string[]): Element {
  const cells = confusion.flatMap((row, label): Cell[] => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, answer) => (count === 0 ? [] : [{ label, answer, count, share: count / total }]));
  });
  const readable = classes.length <= READABLE;
  const size = readable ? 24 : Math.max(2.5, Math.floor(280 / classes.length));
  const longest = Math.max(...classes.map((name) => Math.min([...name].length, 12)));
  const margin = readable ? 34 + 6 * longest : 30;
  const tickFormat = (index: number): string => (readable ? shorten(classes[index]!, 12) : index % Math.ceil(classes.length / 10) === 0 ? String(index) : '');
  const axis = { type: 'band' as const, domain: classes.map((_, index) => index), tickFormat, tickSize: 0, padding: readable ? 0.06 : 0 };
  const strong = ({ share }: Cell): boolean => opacity(share) > 0.55;
  const text = { x: 'answer', y: 'label', text: (cell: Cell) => String(cell.count), fontSize: 10 };
  return draw(document, {
    width: margin + 16 + size * classes.length,
    height: margin + 16 + size * classes.length,
    marginLeft: margin,
    marginBottom: margin,
    marginTop: 8,
    marginRight: 8,
    x: { ...axis, label: 'answer', labelOffset: margin - 6, labelAnchor: 'center', tickRotate: readable && longest > 2 ? -45 : 0 },
    y: { ...axis, label: 'label', labelAnchor: 'center' },
    opacity: { type: 'identity' },
    marks: [
      Plot.cell(cells, {
        x: 'answer',
        y: 'label',
        fill: ({ label, answer }: Cell) => (label === answer ? 'var(--right)' : 'var(--wrong)'),
        fillOpacity: ({ share }: Cell) => opacity(share),
      }),
      Plot.frame({ stroke: 'var(--line)' }),
      ...(readable
        ? [
            Plot.text(cells.filter(strong), { ...text, fill: 'var(--on)' }),
            Plot.text(
              cells.filter((cell) => !strong(cell)),
              { ...text, fill: 'currentColor' },
            ),
          ]
        : []),
    ],
    color: { type: 'identity' },
  });
}

/** Rare confusions stay visible: the square root of the share, from a tenth up. */
const opacity = (share: number): number => 0.1 + 0.85 * Math.sqrt(share);
