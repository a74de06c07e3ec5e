// One colour per participant, the same in every plot. Colours are CSS variables, so that they follow light and dark.
import { element } from './element.ts';

const HUES = 8;

export interface Colours {
  readonly names: readonly string[];
  /** `var(--teacher)`, `var(--hue-1)`. */
  of(name: string): string;
}

/** The teacher is neutral, the arms take the hues in order; the last arm, the recipe's own, always has the first hue. */
export function coloursOf(names: readonly string[]): Colours {
  const arms = names.filter((name) => name !== 'teacher');
  const ordered = [...arms.slice(-1), ...arms.slice(0, -1)];
  const variables = new Map(ordered.map((name, index) => [name, `var(--hue-${(index % HUES) + 1})`]));
  return { names, of: (name) => variables.get(name) ?? 'var(--teacher)' };
}

/** A legend: a dot and a name for each participant. */
export function legend(document: Document, colours: Colours, names: readonly string[] = colours.names): HTMLElement {
  const entry = (name: string): HTMLElement => element(document, 'span', {}, element(document, 'i', { style: `background: ${colours.of(name)}` }), name);
  return element(document, 'p', { class: 'legend' }, ...names.map(entry));
}
