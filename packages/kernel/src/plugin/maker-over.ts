// Turns choices into parts: looks the id up, validates the options, resolves the needs, creates.
import type { Container } from '../container/container.ts';
import type { Choice } from '../contract/clock.ts';
import { checkOptions } from '../define/check-options.ts';
import type { Axis, AxisMap, Contribution } from '../define/contribution.ts';
import { retortError } from '../error/error-table.ts';
import { RetortError } from '../error/retort-error.ts';
import type { Maker } from './plugin.ts';
import type { Registry } from './registry.ts';

export function makerOver(registry: Registry, container: Container): Maker {
  return {
    get: (axis, id, where) => registry.get(axis, id, where).contribution,
    list: (axis) => registry.list(axis),
    make<A extends Axis>(axis: A, choice: Choice, where?: string): AxisMap[A] {
      const { id, options } = partsOf(choice, axis, where);
      const { contribution, owner } = registry.get(axis, id, where);
      const name = `${axis} "${id}"`;
      const checked = checkOptions(contribution.options, options, name, where);
      const needs = resolveNeeds(contribution, container, name, where);
      try {
        return contribution.create(checked, needs);
      } catch (cause) {
        if (RetortError.is(cause)) throw cause;
        const message = cause instanceof Error ? cause.message : String(cause);
        throw retortError('KD_E_CREATE', { what: `${name} of plugin "${owner}" could not be made: ${message}`, ...at(where), cause });
      }
    },
  };
}

/** Own properties only: an id that an object inherits is none. */
function partsOf(choice: Choice, axis: Axis, where: string | undefined): { id: string; options: object } {
  if (typeof choice === 'string') return { id: choice, options: {} };
  if (typeof choice === 'object' && choice !== null && Object.hasOwn(choice, 'id') && typeof choice.id === 'string') {
    const { id, ...options } = choice;
    return { id, options };
  }
  throw retortError('KD_E_CHOICE_INVALID', {
    what: `the choice of a ${axis}`,
    expected: 'an id, or an object with an id',
    received: received(choice),
    ...at(where),
  });
}

function resolveNeeds(contribution: Contribution, container: Container, name: string, where: string | undefined): Readonly<Record<string, unknown>> {
  const needs: Record<string, unknown> = Object.create(null);
  for (const [local, token] of Object.entries(contribution.needs)) {
    if (!container.has(token)) throw retortError('KD_E_TOKEN_UNKNOWN', { what: `nobody provides token "${token.name}", which ${name} needs`, ...at(where) });
    needs[local] = container.resolve(token);
  }
  return needs;
}

function received(choice: unknown): string {
  if (Array.isArray(choice)) return 'an array';
  return typeof choice === 'object' && choice !== null ? `an object with the keys ${Object.keys(choice).join(', ') || '(none)'}` : String(choice);
}

const at = (where: string | undefined) => (where === undefined ? {} : { where });
