// Makes elements. Every text becomes a text node and every attribute is set as a value, so no name can become markup.

export type Child = Node | string;

/** `element(document, 'td', { class: 'number' }, '93.7')`. Attributes whose value is undefined are left out. */
export function element(
  document: Document,
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  ...children: readonly Child[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  for (const child of children) made.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
  return made;
}
