import { expect, test } from 'vitest';
import { disposeAll } from './dispose-all.ts';

test('disposes from the end, one after another', async () => {
  const log: string[] = [];
  const slow = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    log.push('slow');
  };
  await disposeAll('x', [() => void log.push('first'), slow]);
  expect(log).toEqual(['slow', 'first']);
});

test('tells every failure', async () => {
  const failures = [new Error('one'), new Error('two')];
  const error = await disposeAll(
    'box',
    failures.map((failure) => () => Promise.reject(failure)),
  ).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'KD_E_DISPOSE', message: expect.stringContaining('box failed: two; one') });
  expect(error).toHaveProperty('cause.errors', failures.toReversed());
});
