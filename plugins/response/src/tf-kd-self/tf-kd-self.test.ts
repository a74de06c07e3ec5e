// `tf-kd-self` against `kd`, from which it differs by the number of classes.
import { evaluateKnowledge, expectClose, fromRows, kdLoss, logitsPair, makerOf, studentLogits, teacherLogits } from '@retort/testing';
import { expect, test } from 'vitest';
import { expectFiniteAtExtremes, expectPlain } from '../../test/plain.ts';
import { tfKdSelf } from './tf-kd-self.ts';

const at = (options: object) =>
  evaluateKnowledge(tfKdSelf, { student: [fromRows(studentLogits)], teacher: [fromRows(teacherLogits)], options: { ...options } });

test('reference value: the element mean at T = 4, times T^2', async () => {
  expectClose([(await at({ temperature: 4 })).loss], [0.074165739], 1e-6, 'the loss');
});

test('equals plain loops, loss and gradient; the multiplier stands for the number of classes', async () => {
  await expectPlain(tfKdSelf, { options: { multiplier: 10 }, loss: (student, teacher) => (10 * kdLoss(student, teacher, 20)) / 4, tolerance: 3e-5 });
  expectClose([(await at({ temperature: 4, multiplier: 4 })).loss], [kdLoss(studentLogits, teacherLogits, 4)], 1e-6, 'four classes');
});

test('temperature 20 and multiplier 1 where nothing is given; logits of 1e4 stay finite; refuses a multiplier of 0', async () => {
  expect((await evaluateKnowledge(tfKdSelf, logitsPair)).loss).toBe((await at({ temperature: 20, multiplier: 1 })).loss);
  await expectFiniteAtExtremes(tfKdSelf, { temperature: 1 });
  expect(() => makerOf([tfKdSelf]).make('knowledge', { id: 'tf-kd-self', multiplier: 0 })).toThrow(/multiplier.*KD_E_OPTIONS_INVALID/s);
});
