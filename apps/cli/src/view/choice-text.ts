// A choice of a recipe in one line: `mlp (hidden [16, 8], dropout 0.2)`.
import type { Choice, Schedulable } from '@retort/kernel';

export function choiceText(choice: Choice): string {
  if (typeof choice === 'string') return choice;
  const { id, ...options } = choice;
  const said = Object.entries(options).map(([name, value]) => `${name} ${valueText(value)}`);
  return said.length === 0 ? id : `${id} (${said.join(', ')})`;
}

/** A weight, a rate: a number or a schedule. */
export function scheduleText(value: Schedulable): string {
  return typeof value === 'number' || typeof value === 'string' || 'id' in value ? valueText(value) : 'a schedule';
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if ('id' in value && typeof value.id === 'string') return choiceText(value as Choice);
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${name} ${valueText(inner)}`)
    .join(', ')} }`;
}
