// The stage of the native ensemble, as data.
import { makerOf, playStrategy, strategyContext } from '@retort/testing';
import { expect, test } from 'vitest';
import { one } from './one.ts';

const context = strategyContext();
const play = async (options: object, told = context) => (await playStrategy(makerOf([one]).make('strategy', { id: 'one', ...options }), told)).stages;

test('branches around the student: labels for each and for the ensemble, and from the ensemble to each, growing', async () => {
  const mapping = { id: 'pairs', pairs: { branch1: 'logits', branch2: 'logits' } };
  const model = { id: 'branches', of: context.student, branches: 2, from: 'hidden1' };
  const objective = {
    task: 1,
    terms: [
      { name: 'branches-task', knowledge: { id: 'label-smoothing', epsilon: 0 }, weight: 1, mapping },
      { name: 'branches-response', knowledge: { id: 'kd', temperature: 3 }, weight: { id: 'sigmoid-ramp', epochs: 5 }, mapping },
    ],
  };
  expect(await play({ from: 'hidden1', branches: 2, rampUp: 5, training: { epochs: 9 } })).toEqual([
    {
      name: 'one',
      learners: [{ name: 'student', student: { slot: 'student', model }, teacher: { kind: 'self' }, objective }],
      view: context.view,
      training: { ...context.training, epochs: 9 },
    },
  ]);
});

test('a student that has branches is taken as it is', async () => {
  const student = { id: 'branches', of: 'mlp', branches: 4, from: 'hidden1' };
  const [stage] = await play({}, { ...context, student });
  const { student: spec, objective } = stage!.learners[0]!;
  expect(spec.model).toEqual(student);
  expect(objective.terms[1]!.mapping).toEqual({ id: 'pairs', pairs: { branch1: 'logits', branch2: 'logits', branch3: 'logits', branch4: 'logits' } });
  await expect(play({ from: 'hidden1' }, { ...context, student })).rejects.toThrow(/both.*KD_E_STRATEGY_NETWORK/);
});

test('three branches where none says how many; without a tap it does not know where they begin', async () => {
  const [stage] = await play({ from: 'hidden1' });
  expect(stage!.learners[0]!.student.model).toMatchObject({ branches: 3 });
  await expect(play({})).rejects.toThrow(/neither.*KD_E_STRATEGY_NETWORK/);
});
