import { expect, test } from 'vitest';
import { createContainer } from '../container/inversify-container.ts';
import { token } from '../container/token.ts';
import { defineSchedule } from '../define/axes.ts';
import { createKernel } from './create-kernel.ts';
import { definePlugin, type PluginDefinition } from './define-plugin.ts';
import type { Kernel, Plugin, PluginContext } from './plugin.ts';

const FILES = token<string>('files');

const constant = (id: string, value: number) => defineSchedule({ id, summary: `always ${value}`, create: () => ({ at: () => value }) });
const plugin = (name: string, parts: Partial<PluginDefinition<undefined>> = {}): Plugin =>
  definePlugin({ name, version: '0.1.0', kernel: '^0.1.0', ...parts })();
const read = (kernel: Kernel, id: string) => kernel.make('schedule', id).at({ step: 0, epoch: 0, steps: 1, stepsPerEpoch: 1, progress: 0 });
const code = (value: string, message = /./) => expect.objectContaining({ code: value, message: expect.stringMatching(message) });

test('registers, gets ready, gives', async () => {
  const kernel = createKernel({ plugins: [plugin('p', { contributions: [constant('one', 1)] })] });
  expect(await kernel.ready()).toBe(kernel);
  expect(read(kernel, 'one')).toBe(1);
  expect(kernel.get('schedule', 'one').summary).toBe('always 1');
  expect(kernel.list('schedule').map(({ id }) => id)).toEqual(['one']);
  expect(kernel.list('engine')).toEqual([]);
  expect(kernel.plugins).toEqual([{ name: 'p', version: '0.1.0', contributions: [{ axis: 'schedule', id: 'one' }], ms: expect.any(Number) }]);
});

test('gives nothing before ready()', () => {
  const kernel = createKernel({ plugins: [] });
  const uses = [
    () => kernel.get('schedule', 'one'),
    () => kernel.list('schedule'),
    () => kernel.make('schedule', 'one'),
    () => kernel.run(),
    () => kernel.plugins,
  ];
  for (const use of uses) expect(use).toThrow(code('KD_E_KERNEL_NOT_READY'));
});

test('a context dies with its setup', async () => {
  const kept: PluginContext[] = [];
  const kernel = createKernel({ plugins: [plugin('p', { setup: (context) => void kept.push(context) })] });
  await kernel.ready();
  const context = kept[0]!;
  expect(() => context.add(constant('late', 1))).toThrow(code('KD_E_KERNEL_FROZEN', /plugin "p" called add\(\)/));
  expect(() => context.provide(FILES, { value: '' })).toThrow(code('KD_E_KERNEL_FROZEN'));
  expect(() => context.use(FILES)).toThrow(code('KD_E_KERNEL_FROZEN'));
  expect(() => context.onDispose(() => undefined)).toThrow(code('KD_E_KERNEL_FROZEN'));
  expect(kernel.list('schedule')).toEqual([]);
});

test('two plugins with one id are refused, both named; override is the only way', async () => {
  const first = plugin('first', { contributions: [constant('one', 1)] });
  await expect(createKernel({ plugins: [first, plugin('second', { contributions: [constant('one', 2)] })] }).ready()).rejects.toThrow(
    code('KD_E_DUPLICATE', /"first" and "second" both bring schedule "one"/),
  );
  const second = plugin('second', { requires: ['first'], setup: (context) => context.add(constant('one', 2), { override: true }) });
  const kernel = await createKernel({ plugins: [second, first] }).ready();
  expect(read(kernel, 'one')).toBe(2);
  expect(kernel.plugins.map(({ name, contributions }) => [name, contributions.length])).toEqual([
    ['first', 0],
    ['second', 1],
  ]);
});

test('an override of nothing is refused', async () => {
  const kernel = createKernel({ plugins: [plugin('p', { setup: (context) => context.add(constant('one', 1), { override: true }) })] });
  await expect(kernel.ready()).rejects.toThrow(code('KD_E_ID_UNKNOWN', /"p" overrides schedule "one".*requires/));
});

test('a token travels from the plugin that provides it to the plugin that requires it', async () => {
  const used: string[] = [];
  const reader = plugin('reader', { requires: [FILES], setup: (context) => void used.push(context.use(FILES)) });
  const writer = plugin('writer', { provides: [FILES], setup: (context) => context.provide(FILES, { value: 'disk' }) });
  await createKernel({ plugins: [reader, writer] }).ready();
  expect(used).toEqual(['disk']);
});

test('a token is used only where it is required, and provided where it is declared', async () => {
  const writer = plugin('writer', { provides: [FILES], setup: (context) => context.provide(FILES, { value: 'disk' }) });
  const sneak = plugin('sneak', { setup: (context) => void context.use(FILES) });
  await expect(createKernel({ plugins: [writer, sneak] }).ready()).rejects.toThrow(code('KD_E_PLUGIN_REQUIRES', /"sneak" uses token "files"/));
  const idle = plugin('idle', { provides: [FILES] });
  await expect(createKernel({ plugins: [idle] }).ready()).rejects.toThrow(code('KD_E_PLUGIN_PROVIDES', /"idle" did not provide token "files"/));
});

test('two plugins that provide one token are refused, both named, though neither declares it', async () => {
  const provider = (name: string) => plugin(name, { setup: (context) => context.provide(FILES, { value: name }) });
  await expect(createKernel({ plugins: [provider('one'), provider('two')] }).ready()).rejects.toThrow(
    code('KD_E_TOKEN_DUPLICATE', /"one" and "two" both provide token "files"/),
  );
});

test('what the factory of a token throws is wrapped with the plugin that used it', async () => {
  const broken = () => {
    throw new TypeError('no disk');
  };
  const writer = plugin('writer', { provides: [FILES], setup: (context) => context.provide(FILES, { make: broken }) });
  const reader = plugin('reader', { requires: [FILES], setup: (context) => void context.use(FILES) });
  await expect(createKernel({ plugins: [writer, reader] }).ready()).rejects.toThrow(code('KD_E_PLUGIN_SETUP', /"reader".*no disk/));
});

test('a setup that fails is wrapped with the name of its plugin and the cause', async () => {
  const cause = new TypeError('no disk');
  const soon = () => {
    throw cause;
  };
  for (const setup of [soon, () => Promise.reject(cause)]) {
    const kernel = createKernel({ plugins: [plugin('p', { setup })] });
    const error = await kernel.ready().catch((caught: unknown) => caught);
    expect(error).toEqual(code('KD_E_PLUGIN_SETUP', /setup of plugin "p" 0\.1\.0 failed: no disk/));
    expect(error).toHaveProperty('cause', cause);
  }
});

test('a setup that never ends is named', async () => {
  const kernel = createKernel({ plugins: [plugin('quick'), plugin('stuck', { setup: () => new Promise(() => undefined) })], setupTimeout: 20 });
  await expect(kernel.ready()).rejects.toThrow(code('KD_E_PLUGIN_TIMEOUT', /"stuck" 0\.1\.0 did not end within 20 ms/));
  await expect(kernel.ready()).rejects.toThrow(code('KD_E_PLUGIN_TIMEOUT'));
  expect(() => kernel.list('schedule')).toThrow(code('KD_E_KERNEL_NOT_READY'));
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])('refuses a setup timeout of %s', (setupTimeout) => {
  expect(() => createKernel({ plugins: [], setupTimeout })).toThrow(code('KD_E_OPTIONS_INVALID', /setupTimeout/));
});

test('refuses what is no list of plugins', () => {
  expect(() => createKernel({ plugins: JSON.parse('{}') })).toThrow(code('KD_E_PLUGIN_INVALID', /an array/));
  expect(() => createKernel({ plugins: JSON.parse('[{}]') })).toThrow(code('KD_E_PLUGIN_INVALID', /plugins\[0\]/));
});

test('refuses to add what is no contribution', async () => {
  for (const wrong of [null, 1, {}, { ...constant('one', 1), axis: 'toString' }, { ...constant('one', 1), create: undefined }]) {
    const kernel = createKernel({ plugins: [plugin('p', { contributions: [wrong as never] })] });
    await expect(kernel.ready()).rejects.toThrow(code('KD_E_CONTRIBUTION_INVALID', /"p"/));
  }
  const kernel = createKernel({ plugins: [plugin('p', { contributions: [{ ...constant('one', 1), id: '__proto__' }] })] });
  await expect(kernel.ready()).rejects.toThrow(code('KD_E_ID_INVALID', /"p"/));
});

test('disposes in reverse: what the container made, then the plugins, last set up first', async () => {
  const log: string[] = [];
  const logged = (name: string) => async () => {
    await Promise.resolve();
    log.push(name);
  };
  const a = plugin('a', {
    setup(context) {
      context.onDispose(logged('a1'));
      context.onDispose(logged('a2'));
      context.provide(FILES, { make: () => 'made', dispose: logged('made') });
    },
  });
  const b = plugin('b', { requires: ['a'], setup: (context) => context.onDispose(logged('b')) });
  const kernel = await createKernel({ plugins: [b, a] }).ready();
  kernel.run().container.resolve(FILES);
  await kernel.dispose();
  await kernel.dispose();
  expect(log).toEqual(['made', 'b', 'a2', 'a1']);
  expect(() => kernel.list('schedule')).toThrow(code('KD_E_CONTAINER_DISPOSED'));
  expect(() => kernel.run()).toThrow(code('KD_E_CONTAINER_DISPOSED'));
});

test('is disposed by `await using`', async () => {
  const log: string[] = [];
  const one = plugin('p', { setup: (context) => context.onDispose(() => void log.push('disposed')) });
  await (await createKernel({ plugins: [one] }).ready())[Symbol.asyncDispose]();
  expect(log).toEqual(['disposed']);
});

test('a kernel that fails to start undoes what was set up', async () => {
  const log: string[] = [];
  const sound = plugin('sound', { setup: (context) => context.onDispose(() => void log.push('sound')) });
  const broken = plugin('broken', { setup: () => Promise.reject(new Error('no')) });
  await expect(createKernel({ plugins: [sound, broken] }).ready()).rejects.toThrow(code('KD_E_PLUGIN_SETUP', /"broken"/));
  expect(log).toEqual(['sound']);
});

test('tells both where the undoing fails too', async () => {
  const sound = plugin('sound', { setup: (context) => context.onDispose(() => Promise.reject(new Error('stays open'))) });
  const broken = plugin('broken', { setup: () => Promise.reject(new Error('no')) });
  const error = await createKernel({ plugins: [sound, broken] })
    .ready()
    .catch((caught: unknown) => caught);
  expect(error).toEqual(code('KD_E_PLUGIN_SETUP', /"broken".*Undoing it failed too/));
  expect(error).toHaveProperty('cause.errors', [code('KD_E_PLUGIN_SETUP'), code('KD_E_DISPOSE', /stays open/)]);
});

test('a kernel disposed while it sets up ends the setup under way, then disposes it', async () => {
  const log: string[] = [];
  const slow = plugin('slow', {
    async setup(context) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      context.onDispose(() => void log.push('slow'));
    },
  });
  const kernel = createKernel({ plugins: [slow] });
  void kernel.ready();
  await kernel.dispose();
  expect(log).toEqual(['slow']);
});

test('a kernel disposed before ready() never gets ready', async () => {
  const kernel = createKernel({ plugins: [] });
  await kernel.dispose();
  await expect(kernel.ready()).rejects.toThrow(code('KD_E_CONTAINER_DISPOSED'));
});

test('a container that was given is used and left as it was', async () => {
  const container = createContainer();
  container.provide(FILES, { value: 'given' });
  const provider = (name: string) => plugin('p', { setup: (context) => context.provide(token('name'), { value: name }), requires: [FILES] });
  const [one, two] = await Promise.all(['one', 'two'].map((name) => createKernel({ plugins: [provider(name)], container }).ready()));
  expect(one?.container.resolve(token('name'))).toBe('one');
  expect(two?.container.resolve(token('name'))).toBe('two');
  await one?.dispose();
  expect(two?.container.resolve(FILES)).toBe('given');
  expect(container.has(token('name'))).toBe(false);
});

test('two kernels share nothing', async () => {
  const one = await createKernel({ plugins: [plugin('p', { contributions: [constant('one', 1)] })] }).ready();
  const two = await createKernel({ plugins: [plugin('p', { contributions: [constant('one', 2)] })] }).ready();
  const empty = await createKernel({ plugins: [] }).ready();
  expect([read(one, 'one'), read(two, 'one'), empty.list('schedule').length]).toEqual([1, 2, 0]);
  await one.dispose();
  expect(read(two, 'one')).toBe(2);
});
