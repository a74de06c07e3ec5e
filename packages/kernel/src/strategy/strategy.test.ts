// What strategies share: what they require, how they divide epochs, how they name what they nest.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StrategyContext } from '../contract/stage.ts';
import { divideEpochs } from './divide-epochs.ts';
import { nestLast } from './nest-last.ts';
import { requireTeacher } from './require-teacher.ts';
import { requireTerms } from './require-terms.ts';
import { requireValidation } from './require-validation.ts';
import { withTeacher } from './with-teacher.ts';

test('what is required is handed back, or missed by a code that names the strategy', () => {
  const teacher = { kind: 'teacher' } as const;
  const objective = { task: 0, terms: [{ knowledge: 'kd', weight: 1 }] };
  expect(requireTeacher({ teacher }, 'x')).toBe(teacher);
  expect(requireTerms(objective, 'x')).toBe(objective);
  requireValidation({ judged: 'validation' }, 'x');
  expect(() => requireTeacher({}, 'mine')).toThrow(/"mine".*KD_E_STRATEGY_TEACHER/);
  expect(() => requireTerms({ task: 1, terms: [] }, 'mine')).toThrow(/"mine".*KD_E_STRATEGY_TERMS/);
  expect(() => requireValidation({ judged: 'test' }, 'mine')).toThrow(/"mine".*data: \{ validation: 0.1 \}.*KD_E_STRATEGY_JUDGED/);
});

test('epochs are divided into whole parts that differ by one at most, none of them empty', () => {
  expect(divideEpochs(10, 4, 'x')).toEqual([3, 3, 2, 2]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 99 }), (parts, more) => {
      const divided = divideEpochs(parts + more, parts, 'x');
      expect(divided).toHaveLength(parts);
      expect(divided.reduce((a, b) => a + b)).toBe(parts + more);
      expect(Math.min(...divided)).toBeGreaterThan(0);
      expect(Math.max(...divided) - Math.min(...divided)).toBeLessThan(2);
    }),
  );
  expect(() => divideEpochs(3, 4, 'the anchors')).toThrow(/the anchors.*at least 4.*3.*KD_E_STRATEGY_EPOCHS/);
});

test('a last strategy keeps the outer names, but for those that are taken, at any depth', () => {
  const outer = { name: (local: string) => `k-${local}`, view: 'full' } as unknown as StrategyContext;
  const one = nestLast(outer, ['assistant-1']);
  const two = nestLast(one, ['assistant-1']);
  expect(['student', 'assistant-1'].map(one.name)).toEqual(['k-student', 'k-last-assistant-1']);
  expect(['student', 'assistant-1'].map(two.name)).toEqual(['k-student', 'k-last-last-assistant-1']);
  expect(one.view).toBe('full');
});

test('with another teacher, nothing is left of the one before', () => {
  const before = { teacher: { kind: 'teacher' }, teacherModel: 'mlp', teacherMetrics: { accuracy: 1 }, view: 'full' } as unknown as StrategyContext;
  const ref = { kind: 'slot', slot: 'x' } as const;
  expect(withTeacher(before, { ref })).toEqual({ teacher: ref, view: 'full' });
  expect(withTeacher(before, { ref, model: 'convnet', metrics: {} })).toEqual({ teacher: ref, teacherModel: 'convnet', teacherMetrics: {}, view: 'full' });
});
