import { expect, test } from 'vitest';
import { defineSchedule } from '../define/axes.ts';
import { createKernel } from './create-kernel.ts';
import { definePlugin } from './define-plugin.ts';

test('makes what a plugin brings', async () => {
  const one = defineSchedule({ id: 'one', summary: 'always 1', create: () => ({ at: () => 1 }) });
  const plugin = definePlugin({ name: 'p', version: '0.1.0', kernel: '^0.1.0', contributions: [one] });
  const kernel = await createKernel({ plugins: [plugin()] }).ready();
  expect(kernel.make('schedule', 'one').at({ step: 0, epoch: 0, steps: 1, stepsPerEpoch: 1, progress: 0 })).toBe(1);
  expect(kernel.plugins).toMatchObject([{ name: 'p', contributions: [{ axis: 'schedule', id: 'one' }] }]);
});
