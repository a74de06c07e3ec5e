// The response methods against public implementations: not a test of the check, but of what it checks.
import { readFile } from 'node:fs/promises';
import { dist, dkd, logitStandardizationKd } from '@retort/plugin-response';
import { makerOf } from '@retort/testing';
import { expect, test } from 'vitest';
import { evaluateConformance } from '../src/index.ts';

const cases = async () => JSON.parse(await readFile(new URL('fixtures/response.json', import.meta.url), 'utf8')) as { cases: { options: object }[] };

test('dkd, dist and logit-standardization-kd equal their references within 1e-5', async () => {
  const report = await evaluateConformance(makerOf([dkd, dist, logitStandardizationKd]), await cases(), { strict: true });
  expect(report.cases.map(({ method, status }) => [method, status])).toEqual([
    ['dkd', 'pass'],
    ['dist', 'pass'],
    ['logit-standardization-kd', 'pass'],
  ]);
  expect(report.tolerance).toEqual({ loss: 1e-5, gradient: 1e-5 });
  expect(report.ok).toBe(true);
});

test('another epsilon than ours is another method', async () => {
  const fixture = await cases();
  const report = await evaluateConformance(makerOf([logitStandardizationKd]), {
    ...fixture,
    cases: [{ ...fixture.cases[2], options: { temperature: 2, eps: 1e-5 } }],
  });
  expect(report.cases[0]).toMatchObject({ status: 'fail', reason: expect.stringContaining('KD_E_CONFORMANCE_CASE') });
});
