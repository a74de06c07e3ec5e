// A table of texts: the first cell of a row names it.
import { element } from './element.ts';

export function table(document: Document, columns: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const head = columns.map((title) => element(document, 'th', { scope: 'col' }, title));
  const body = rows.map((row) =>
    element(document, 'tr', {}, ...row.map((cell, index) => element(document, index === 0 ? 'th' : 'td', index === 0 ? { scope: 'row' } : {}, cell))),
  );
  return element(
    document,
    'div',
    { class: 'scroll' },
    element(document, 'table', {}, element(document, 'thead', {}, element(document, 'tr', {}, ...head)), element(document, 'tbody', {}, ...body)),
  );
}
