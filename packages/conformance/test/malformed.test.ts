// Every malformed fixture is refused as a whole, with the place.
import { makerOf } from '@retort/testing';
import { expect, test } from 'vitest';
import { evaluateConformance, parseFixture } from '../src/index.ts';

const tensor = (shape: number[], fill = 0) => ({ shape, data: Array<number>(shape.reduce((product, size) => product * size, 1)).fill(fill) });
const sound = {
  method: 'kd',
  source: 'by hand',
  student: [tensor([2, 3])],
  teacher: [tensor([2, 3])],
  loss: 0,
  studentGradient: [tensor([2, 3])],
};
const tolerance = { loss: 1e-5, gradient: 1e-5 };

test('a sound fixture gets its defaults', () => {
  expect(parseFixture({ tolerance, cases: [sound] }).cases[0]).toMatchObject({ options: {}, parameters: {}, parameterGradient: {} });
});

test.each([
  ['not an object', null, /\(all\)/],
  ['no cases', { tolerance, cases: [] }, /cases/],
  ['no tolerance', { cases: [sound] }, /tolerance/],
  ['a tolerance of zero', { tolerance: { ...tolerance, loss: 0 }, cases: [sound] }, /tolerance\.loss/],
  ['no method', { tolerance, cases: [{ ...sound, method: '' }] }, /cases\[0\]\.method/],
  ['data shorter than its shape', { tolerance, cases: [sound, { ...sound, student: [{ shape: [2, 3], data: [1, 2] }] }] }, /cases\[1\]\.student\[0\].*product/],
  ['a size of zero', { tolerance, cases: [{ ...sound, student: [{ shape: [0, 3], data: [] }] }] }, /cases\[0\]\.student\[0\]\.shape\[0\]/],
  ['text for a number', { tolerance, cases: [{ ...sound, loss: '1' }] }, /cases\[0\]\.loss/],
  ['a loss that is not finite', { tolerance, cases: [{ ...sound, loss: Number.POSITIVE_INFINITY }] }, /cases\[0\]\.loss/],
  ['batches that differ', { tolerance, cases: [{ ...sound, teacher: [tensor([3, 3])] }] }, /cases\[0\]\.teacher\[0\].*batch of 2/],
  ['a tensor without a batch axis', { tolerance, cases: [{ ...sound, teacher: [tensor([2])] }] }, /cases\[0\]\.teacher\[0\]/],
  ['more taps on one side', { tolerance, cases: [{ ...sound, teacher: [tensor([2, 3]), tensor([2, 3])] }] }, /cases\[0\]\.teacher/],
  ['a gradient missing', { tolerance, cases: [{ ...sound, studentGradient: [] }] }, /cases\[0\]\.studentGradient/],
  ['a gradient of another shape', { tolerance, cases: [{ ...sound, studentGradient: [tensor([3, 2])] }] }, /cases\[0\]\.studentGradient\[0\]/],
  ['labels of another number', { tolerance, cases: [{ ...sound, labels: [1] }] }, /cases\[0\]\.labels/],
  ['a negative label', { tolerance, cases: [{ ...sound, labels: [0, -1] }] }, /cases\[0\]\.labels\[1\]/],
  ['a gradient of no parameter', { tolerance, cases: [{ ...sound, parameterGradient: { w: tensor([1]) } }] }, /cases\[0\]\.parameterGradient\.w/],
])('%s', async (_, fixture, place) => {
  expect(() => parseFixture(fixture)).toThrow('KD_E_CONFORMANCE_FIXTURE');
  expect(() => parseFixture(fixture)).toThrow(place);
  await expect(evaluateConformance(makerOf([]), fixture)).rejects.toThrow('KD_E_CONFORMANCE_FIXTURE');
});

test.each(['__proto__', 'constructor', 'toString'])('a method called %s is not registered', async (method) => {
  const report = await evaluateConformance(makerOf([]), { tolerance, cases: [{ ...sound, method }] });
  expect(report.cases[0]!.status).toBe('not registered');
});
