// The check checks: the first methods equal their published references, and implementations that are wrong do not pass.
import { readFile } from 'node:fs/promises';
import {
  type Contribution,
  defineFeatureKnowledge,
  defineResponseKnowledge,
  type FeaturePairInput,
  type ResponseInput,
  type Scalar,
  type Tensor,
} from '@retort/kernel';
import { fitnet } from '@retort/plugin-feature';
import { rkd } from '@retort/plugin-relation';
import { kd } from '@retort/plugin-response';
import { add, detach, div, exp, liveCount, logSoftmax, mean, mul, sqrt, square, squaredDifference, sub, sum } from '@retort/tensor';
import { makerOf } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { evaluateConformance } from '../src/index.ts';

interface Core {
  readonly cases: readonly { readonly method: string; readonly options: Readonly<Record<string, unknown>> }[];
}

const core = async () => JSON.parse(await readFile(new URL('fixtures/core.json', import.meta.url), 'utf8')) as Core;
const all = makerOf([kd, fitnet, rkd]);

test('kd, fitnet and rkd equal their references within 1e-5; others are not registered; nothing is left behind', async () => {
  const before = liveCount();
  const report = await evaluateConformance(all, await core());
  expect(report.cases.map(({ method, status }) => [method, status])).toEqual([
    ...Array(3).fill(['kd', 'pass']),
    ...Array(3).fill(['rkd', 'pass']),
    ['fitnet', 'pass'],
    ['pkt', 'not registered'],
  ]);
  for (const { status, lossError, gradientError } of report.cases) {
    if (status !== 'pass') continue;
    expect(lossError).toBeLessThan(1e-5);
    expect(gradientError).toBeLessThan(1e-5);
  }
  expect(report).toMatchObject({ tolerance: { loss: 1e-5, gradient: 1e-5 }, passed: 7, failed: 0, notRegistered: 1, ok: true });
  expect(liveCount()).toEqual(before);
});

test('strict: a method that is not registered counts', async () => {
  expect((await evaluateConformance(all, await core(), { strict: true })).ok).toBe(false);
  expect((await evaluateConformance(makerOf([]), await core())).notRegistered).toBe(8);
});

describe('a wrong implementation fails', () => {
  const softened = ({ student, teacher, feeds }: ResponseInput) => {
    const [own, other] = [student, teacher].map((logits) => logSoftmax(div(logits, feeds.temperature!))) as [Tensor, Tensor];
    return { own, other, factor: square(feeds.temperature!) };
  };
  const response = (loss: (input: ResponseInput) => Scalar) =>
    defineResponseKnowledge({
      id: 'kd',
      summary: 'wrong',
      options: z.strictObject({ temperature: z.number() }),
      feeds: ({ temperature }) => ({ temperature }),
      loss: (input) => ({ kd: loss(input) }),
    });
  const feature = (loss: (input: FeaturePairInput) => Scalar) =>
    defineFeatureKnowledge({ id: 'fitnet', summary: 'wrong', loss: (input) => ({ fitnet: loss(input) }) });

  const wrong: readonly (readonly [string, Contribution<'knowledge'>])[] = [
    [
      'the mean over classes too',
      response((input) => {
        const { own, other, factor } = softened(input);
        return mul(factor, mean(mul(exp(other), sub(other, own))));
      }),
    ],
    [
      'T^2 left out',
      response((input) => {
        const { own, other } = softened(input);
        return mean(sum(mul(exp(other), sub(other, own)), 1));
      }),
    ],
    [
      'arguments swapped',
      response((input) => {
        const { own, other, factor } = softened(input);
        return mul(factor, mean(sum(mul(exp(own), sub(own, other)), 1)));
      }),
    ],
    ['a sum instead of the mean', feature(({ student, teacher }) => sum(squaredDifference(student, teacher)))],
    ['NaN', feature(({ student }) => mean(sqrt(sub(student, 1e3))))],
    [
      'the right loss with half the gradient',
      feature(({ student, teacher }) => mean(mul(add(squaredDifference(student, teacher), squaredDifference(detach(student), teacher)), 0.5))),
    ],
    ['no gradient at all', feature(({ student, teacher }) => mean(squaredDifference(detach(student), teacher)))],
    ['the right gradient with a shifted loss', feature(({ student, teacher }) => add(mean<Scalar>(squaredDifference(student, teacher)), 1e-3))],
  ];

  test.each(wrong)('%s', async (_, contribution) => {
    const fixture = await core();
    // At T = 1 the square of T cannot be missed.
    const cases = fixture.cases.filter(({ method, options }) => method === contribution.id && options.temperature !== 1);
    const report = await evaluateConformance(makerOf([contribution]), { ...fixture, cases });
    expect(report.cases.map(({ status }) => status)).toEqual(cases.map(() => 'fail'));
    expect(report.ok).toBe(false);
  });
});

describe('a case that our method does not state', () => {
  const withOptions = async (options: object) => {
    const fixture = await core();
    return evaluateConformance(all, { ...fixture, cases: [{ ...fixture.cases[0], options }] });
  };

  test.each([
    [{ temperature: 1, reduction: 'mean' }, /reduction.*"batchmean".*"mean"/s],
    [{ temperature: 1, T2: false }, /T2.*true.*false/s],
    [{ temperature: 1, alpha: 2 }, /alpha.*KD_E_OPTIONS_INVALID/s],
    [{ temperature: -1 }, /KD_E_OPTIONS_INVALID/],
  ])('%j fails with its reason, and the others go on', async (options, reason) => {
    const report = await withOptions(options);
    expect(report.cases[0]).toMatchObject({ status: 'fail', reason: expect.stringMatching(reason) });
    expect(report.cases[0]).not.toHaveProperty('lossError');
  });

  test('facts may be left unsaid', async () => expect((await withOptions({ temperature: 1 })).passed).toBe(1));
});
