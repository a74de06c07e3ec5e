// A plot with its caption. The title is read aloud in place of the marks.
import { type Child, element } from './element.ts';

export interface FigureText {
  /** What the plot shows, in one line; read by screen readers. An element, because names never go into attributes. */
  readonly title: string;
  readonly caption?: readonly Child[];
}

export function figure(document: Document, plot: Element, { title, caption }: FigureText): HTMLElement {
  plot.setAttribute('role', 'img');
  plot.removeAttribute('aria-label');
  const label = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  label.appendChild(document.createTextNode(title));
  plot.insertBefore(label, plot.firstChild);
  return element(
    document,
    'figure',
    {},
    element(document, 'div', { class: 'scroll' }, plot),
    ...(caption === undefined ? [] : [element(document, 'figcaption', {}, ...caption)]),
  );
}
