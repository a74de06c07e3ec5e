// One colour per participant, the same in every plot. Colours are CSS variables, so that they follow light and dark.
import { element } from './element.ts';

const HUES = 8;

export interface Colours {
  readonly names: readonly string[];
  /** `var(--teacher)`, `var(--hue-1)`. */
  of(name: string): string;
}

/** The teacher is neutral, everyone else takes the hues in order; `main`, the recipe's own arm, always has the first hue. */
export function coloursOf(names: readonly string[], main: string | undefined): Colours {
  const others = names.filter((name) => name !== 'teacher' && name !== main);
  const ordered = main === undefined ? others : [main, ...others];
  const variables = new Map(ordered.map((name, index) => [name, `var(--hue-${(index % HUES) + 1})`]));
  return { names, of: (name) => variables.get(name) ?? 'var(--teacher)' };
}

/** A legend: a dot and a name for each participant. */
export function legend(document: Document, colours: Colours, names: readonly string[] = colours.names): HTMLElement {
  const entry = (name: string): HTMLElement => element(document, 'span', {}, element(document, 'i', { style: `background: ${colours.of(name)}` }), name);
  return element(document, 'p', { class: 'legend' }, ...names.map(entry));
}
