// Observable Plot over a document that has no browser behind it. Returns one SVG element without scripts and without links.
import * as Plot from '@observablehq/plot';

/** Plot's own options, less what the page decides. */
export type DrawOptions = Omit<Plot.PlotOptions, 'document' | 'className' | 'title' | 'caption' | 'figure'>;

/** Plots have one font size and one grid colour; their colours are CSS variables, so nothing in the SVG is themed twice. */
export function draw(document: Document, options: DrawOptions): Element {
  const svg = Plot.plot({
    marginBottom: 44,
    ...options,
    ...(options.x === undefined ? {} : { x: { labelOffset: 38, ...options.x } }),
    document,
    className: 'plot',
    style: { fontSize: '12px', fontFamily: 'inherit', overflow: 'visible' },
  });
  // Plot adds a style sheet of its own to every plot; the page's has the same rules once.
  for (const sheet of svg.querySelectorAll('style')) sheet.remove();
  return svg;
}
