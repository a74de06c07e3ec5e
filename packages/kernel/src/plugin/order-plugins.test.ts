import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Token, token } from '../container/token.ts';
import { definePlugin } from './define-plugin.ts';
import { orderPlugins } from './order-plugins.ts';
import type { Plugin } from './plugin.ts';

const FILES = token<string>('files');

interface Parts {
  readonly requires?: readonly (string | Token<unknown>)[];
  readonly provides?: readonly Token<unknown>[];
  readonly kernel?: string;
}

const plugin = (name: string, { requires = [], provides = [], kernel = '^0.1.0' }: Parts = {}): Plugin =>
  definePlugin({ name, version: '1.2.3', kernel, requires, provides })();
const order = (plugins: readonly Plugin[], given: (wanted: Token<unknown>) => boolean = () => false) =>
  orderPlugins(plugins, { version: '0.1.0', given }).map(({ name }) => name);
const code = (value: string, message: RegExp) => expect.objectContaining({ code: value, message: expect.stringMatching(message) });

test('keeps the order given where nothing is required', () => {
  expect(order(['c', 'a', 'b'].map((name) => plugin(name)))).toEqual(['c', 'a', 'b']);
});

test('sets up first what is required, by name or by token', () => {
  const plugins = [plugin('last', { requires: ['middle', FILES] }), plugin('middle', { requires: [FILES] }), plugin('disk', { provides: [FILES] })];
  expect(order(plugins)).toEqual(['disk', 'middle', 'last']);
});

test('takes a token from the container that was given', () => {
  expect(order([plugin('a', { requires: [FILES] })], (wanted) => wanted.key === FILES.key)).toEqual(['a']);
});

test('orders any acyclic graph so that every requirement comes first, and loses no plugin', () => {
  const graph = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(graph, fc.func(fc.nat()), (edges, shuffle) => {
      // Node i requires only nodes below i: acyclic by construction; then given in any order.
      const plugins = edges.map((targets, i) => plugin(`p${i}`, { requires: i === 0 ? [] : targets.map((target) => `p${target % i}`) }));
      const shuffled = plugins.toSorted((a, b) => shuffle(a.name) - shuffle(b.name));
      const names = order(shuffled);
      expect(names.toSorted()).toEqual(plugins.map(({ name }) => name).toSorted());
      for (const { name, requires } of plugins) for (const need of requires) expect(names.indexOf(String(need))).toBeLessThan(names.indexOf(name));
    }),
  );
});

test('prints a circle as a path, without what only leads to it', () => {
  const plugins = [plugin('in', { requires: ['a'] }), plugin('a', { requires: ['b'] }), plugin('b', { requires: ['c'] }), plugin('c', { requires: ['a'] })];
  expect(() => order(plugins)).toThrow(code('KD_E_PLUGIN_CYCLE', /: a -> b -> c -> a\./));
  expect(() => order([plugin('self', { requires: ['self'] })])).toThrow(code('KD_E_PLUGIN_CYCLE', /: self -> self\./));
  const crossed = [plugin('a', { requires: [FILES] }), plugin('b', { provides: [FILES], requires: ['a'] })];
  expect(() => order(crossed)).toThrow(code('KD_E_PLUGIN_CYCLE', /: a -> b -> a\./));
});

test('names a missing plugin, and the nearest there is', () => {
  expect(() => order([plugin('a', { requires: ['respnse'] }), plugin('response')])).toThrow(
    code('KD_E_PLUGIN_REQUIRES', /"a" requires plugin "respnse".*did you mean "response"/),
  );
});

test('names a missing token, and the nearest there is', () => {
  expect(() => order([plugin('a', { requires: [token('fiels')] }), plugin('b', { provides: [FILES] })])).toThrow(
    code('KD_E_PLUGIN_REQUIRES', /"a" requires token "fiels".*did you mean "files"/),
  );
});

test.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])('a plugin that requires "%s" does not find it in an object', (name) => {
  expect(() => order([plugin('a', { requires: [name] })])).toThrow(code('KD_E_PLUGIN_REQUIRES', /requires plugin/));
  expect(order([plugin(name), plugin('a', { requires: [name] })])).toEqual([name, 'a']);
});

test('refuses a plugin twice, and two plugins that provide one token', () => {
  expect(() => order([plugin('a'), plugin('a')])).toThrow(code('KD_E_DUPLICATE', /plugin "a" is given twice/));
  expect(() => order([plugin('a', { provides: [FILES] }), plugin('b', { provides: [FILES] })])).toThrow(
    code('KD_E_TOKEN_DUPLICATE', /"a" and "b" both provide token "files"/),
  );
});

test('refuses a plugin for another kernel, saying both versions', () => {
  expect(() => order([plugin('old', { kernel: '^0.0.4' })])).toThrow(code('KD_E_PLUGIN_VERSION', /"old" 1\.2\.3.*\^0\.0\.4.*0\.1\.0/));
});
