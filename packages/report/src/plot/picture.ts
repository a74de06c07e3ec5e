// A sample as a picture of SVG rectangles: grey or RGB images as they are, a vector as a strip. Values are stretched to
// the range of the sample, because data sets are normalised in different ways.
import type { Shape } from '@retort/kernel';

const NAMESPACE = 'http://www.w3.org/2000/svg';
/** Cells along an axis at most; larger images are averaged down. */
const MOST = 40;

interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** Undefined for shapes that are no picture. */
export function picture(document: Document, shape: Shape, pixels: readonly number[]): Element | undefined {
  const grid = gridOf(shape);
  if (grid === undefined || pixels.length === 0) return undefined;
  const [low, high] = pixels.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const byte = (value: number): number => (high === low ? 0 : Math.round(((value - low) / (high - low)) * 255));
  const factor = Math.ceil(Math.max(grid.rows, grid.columns) / MOST);
  const [rows, columns] = [Math.ceil(grid.rows / factor), Math.ceil(grid.columns / factor)];
  const svg = document.createElementNS(NAMESPACE, 'svg');
  const attributes = {
    class: 'picture',
    viewBox: `0 0 ${columns} ${rows}`,
    width: '120',
    height: String(Math.max(12, Math.round((120 * rows) / columns))),
    'shape-rendering': 'crispEdges',
    preserveAspectRatio: 'none',
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  svg.appendChild(rectangle(document, 0, 0, columns, rows, 'rgb(0,0,0)'));
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const [red, green, blue] = blockColour(grid, pixels, row * factor, column * factor, factor).map(byte);
      if (red !== 0 || green !== 0 || blue !== 0) svg.appendChild(rectangle(document, column, row, 1, 1, `rgb(${red},${green},${blue})`));
    }
  }
  return svg;
}

function gridOf(shape: Shape): Grid | undefined {
  const [rows, columns, channels = 1] = shape;
  if (shape.length === 1 && rows! <= 4 * MOST) return { rows: 1, columns: rows!, channels: 1 };
  return (shape.length === 2 || shape.length === 3) && rows! > 0 && columns! > 0 ? { rows: rows!, columns: columns!, channels } : undefined;
}

/** Mean of a block, as red, green and blue; anything but three channels is averaged to grey. */
function blockColour({ rows, columns, channels }: Grid, pixels: readonly number[], top: number, left: number, size: number): readonly number[] {
  const sums = new Array<number>(channels).fill(0);
  let count = 0;
  for (let row = top; row < Math.min(rows, top + size); row += 1) {
    for (let column = left; column < Math.min(columns, left + size); column += 1) {
      for (let channel = 0; channel < channels; channel += 1) sums[channel]! += pixels[(row * columns + column) * channels + channel]!;
      count += 1;
    }
  }
  const means = sums.map((sum) => sum / count);
  if (channels === 3) return means;
  const grey = means.reduce((sum, value) => sum + value, 0) / channels;
  return [grey, grey, grey];
}

function rectangle(document: Document, x: number, y: number, width: number, height: number, fill: string): Element {
  const rect = document.createElementNS(NAMESPACE, 'rect');
  for (const [key, value] of Object.entries({ x, y, width, height, fill })) rect.setAttribute(key, String(value));
  return rect;
}
