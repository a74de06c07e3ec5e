// What holds for a contribution of any axis: its id, its freezing, its options.
import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { type Axis, type Contribution, checkId, checkOptions } from '@retort/kernel';
import { coded } from '../code.ts';
import type { Runner } from '../runner.ts';

export interface DefinitionOptions extends Runner {
  readonly options?: Readonly<Record<string, unknown>>;
}

export function definitionChecks(contribution: Contribution, axis: Axis, { test, options = {} }: DefinitionOptions): void {
  test('is a frozen definition with a valid id and a summary of one line', () => {
    ok(Object.isFrozen(contribution), 'expected a frozen definition: make it with a define function');
    equal(contribution.axis, axis);
    equal(checkId(contribution.id, 'id'), contribution.id);
    ok(contribution.summary.trim() !== '' && !contribution.summary.includes('\n'), 'expected a summary of one line');
  });

  test('its options survive JSON and have defaults', () => {
    const valid = checkOptions(contribution.options, options, contribution.id);
    deepEqual(JSON.parse(JSON.stringify(valid)), valid);
    deepEqual(checkOptions(contribution.options, JSON.parse(JSON.stringify(options)), contribution.id), valid);
  });

  test('refuses an option that it does not have', () => {
    throws(() => checkOptions(contribution.options, { ...options, 'no-such-option': 1 }, contribution.id), coded('KD_E_OPTIONS_INVALID'));
  });
}
