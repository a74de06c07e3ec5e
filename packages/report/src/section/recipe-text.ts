// Data as text: JSON whose short lists and objects stay on one line. Every line of it is also YAML.

const WIDTH = 100;

export function recipeText(value: unknown, indent = 0): string {
  const short = oneLine(value);
  if (typeof value !== 'object' || value === null || short.length + indent <= WIDTH) return short;
  const inner = ' '.repeat(indent + 2);
  const lines = Array.isArray(value)
    ? value.map((item) => inner + recipeText(item, indent + 2))
    : Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${recipeText(item, indent + 2)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.join(',\n')}\n${' '.repeat(indent)}${close}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
