import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { Container } from '../container/container.ts';
import { createContainer } from '../container/inversify-container.ts';
import { token } from '../container/token.ts';
import type { Schedule } from '../contract/clock.ts';
import type { Knowledge } from '../contract/knowledge.ts';
import { createKernel } from './create-kernel.ts';
import { definePlugin } from './define-plugin.ts';
import type { Kernel, Plugin } from './plugin.ts';

const base = { name: 'p', version: '0.1.0', kernel: '^0.1.0' };

test('a factory takes the input of the schema; setup is handed its output', () => {
  const plugin = definePlugin({
    ...base,
    config: z.object({ threads: z.number().default(1), mode: z.enum(['a', 'b']).optional() }),
    setup(_, config) {
      expectTypeOf(config).toEqualTypeOf<{ threads: number; mode?: 'a' | 'b' | undefined }>();
    },
  });
  expectTypeOf(plugin).parameter(0).toEqualTypeOf<{ threads?: number | undefined; mode?: 'a' | 'b' | undefined } | undefined>();
  expectTypeOf(plugin).returns.toEqualTypeOf<Plugin>();
  // @ts-expect-error no such mode
  plugin({ mode: 'c' });
});

test('a factory without a schema takes nothing', () => {
  expectTypeOf(definePlugin(base)).parameters.toEqualTypeOf<[]>();
});

test('a factory is not a plugin', () => {
  // @ts-expect-error it has to be called
  createKernel({ plugins: [definePlugin(base)] });
});

test('make gives what the axis makes', () => {
  const kernel = createKernel({ plugins: [] });
  expectTypeOf(kernel).toEqualTypeOf<Kernel>();
  expectTypeOf(kernel.make<'schedule'>).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(kernel.make<'knowledge'>).returns.toEqualTypeOf<Knowledge>();
  // @ts-expect-error no such axis
  kernel.list('schedules');
});

test('a container gives what the token stands for, and takes nothing else', () => {
  const container = createContainer();
  const RATE = token<number>('rate');
  expectTypeOf(container).toEqualTypeOf<Container>();
  expectTypeOf(container.resolve(RATE)).toEqualTypeOf<number>();
  container.provide(RATE, { make: (name: string) => name.length, dependencies: [token<string>('name')] });
  // @ts-expect-error a text is no number
  container.provide(RATE, { value: '1' });
  // @ts-expect-error nor is what this makes
  container.provide(RATE, { make: () => '1' });
});
