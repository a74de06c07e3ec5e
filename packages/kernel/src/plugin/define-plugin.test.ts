import { expect, test } from 'vitest';
import { z } from 'zod';
import { createKernel } from './create-kernel.ts';
import { definePlugin } from './define-plugin.ts';

const base = { name: 'p', version: '0.1.0', kernel: '^0.1.0' };

test('gives the checked options to setup, with defaults', async () => {
  const seen: unknown[] = [];
  const plugin = definePlugin({
    ...base,
    config: z.strictObject({ threads: z.int().default(2), name: z.string() }),
    setup: (_, config) => void seen.push(config),
  });
  await createKernel({ plugins: [plugin({ name: 'x' })] }).ready();
  expect(seen).toEqual([{ threads: 2, name: 'x' }]);
});

test('refuses wrong options when the factory is called, with the path and the nearest name', () => {
  const plugin = definePlugin({ ...base, config: z.strictObject({ threads: z.int().default(2) }) });
  expect(() => plugin({ threads: 1.5 })).toThrow(expect.objectContaining({ code: 'KD_E_OPTIONS_INVALID', message: expect.stringContaining('threads') }));
  expect(() => plugin(JSON.parse('{"thraeds":1}'))).toThrow(expect.objectContaining({ message: expect.stringContaining('did you mean "threads"') }));
});

test('a plugin without a schema takes no options', () => {
  const plugin: (options?: unknown) => unknown = definePlugin(base);
  expect(() => plugin({ threads: 1 })).toThrow(expect.objectContaining({ code: 'KD_E_OPTIONS_INVALID' }));
  expect(plugin({})).toMatchObject(base);
});

test('runs nothing before ready()', async () => {
  let runs = 0;
  const plugin = definePlugin({ ...base, setup: () => void runs++ });
  const kernel = createKernel({ plugins: [plugin()] });
  expect(runs).toBe(0);
  await kernel.ready();
  await kernel.ready();
  expect(runs).toBe(1);
});
