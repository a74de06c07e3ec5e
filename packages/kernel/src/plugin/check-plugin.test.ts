import { expect, test } from 'vitest';
import { checkPlugin } from './check-plugin.ts';
import { definePlugin } from './define-plugin.ts';

const factory = definePlugin({ name: 'p', version: '0.1.0', kernel: '^0.1.0' });
const refusal = (message: RegExp) => expect.objectContaining({ code: 'KD_E_PLUGIN_INVALID', message: expect.stringMatching(message) });

test('takes what a factory returns', () => {
  const plugin = factory();
  expect(checkPlugin(plugin, 0)).toBe(plugin);
  expect(Object.isFrozen(plugin)).toBe(true);
});

test('takes a plugin that another copy of the package made: the brand is global', () => {
  const foreign = { ...factory(), [Symbol.for('@retort/plugin')]: true };
  expect(checkPlugin(foreign, 0)).toBe(foreign);
});

test.each([
  ['the factory itself', factory, /plugins\[3\] is a function.*call it/],
  ['undefined', undefined, /Received undefined/],
  ['null', null, /Received null/],
  ['a name', 'p', /Received "p"/],
  ['a list', [factory()], /Received an array of 1/],
  ['an object that looks like one', { name: 'p', setup: () => undefined }, /made by definePlugin\(\).*the keys name, setup/],
  ['a promise', Promise.resolve(factory()), /Await the promise/],
  ['a module', { default: factory }, /looks like a module/],
  ['a false brand', { [Symbol.for('@retort/plugin')]: false }, /made by definePlugin/],
])('refuses %s', (_, value, message) => {
  expect(() => checkPlugin(value, 3)).toThrow(refusal(message));
});

test.each([
  [{ name: '', version: '0.1.0', kernel: '*' }, /name of plugin/],
  [{ name: 'p', version: 'newest', kernel: '*' }, /version of plugin "p".*"newest"/],
  [{ name: 'p', version: '0.1.0', kernel: 'one' }, /kernel of plugin "p".*"one"/],
])('refuses %o', (definition, message) => {
  expect(() => checkPlugin(definePlugin(definition)(), 0)).toThrow(refusal(message));
});
