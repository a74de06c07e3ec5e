// The stage of collaborative learning, as data.
import { makerOf, playStrategy, strategyContext } from '@retort/testing';
import { expect, test } from 'vitest';
import { kdcl } from './kdcl.ts';

const play = async (options: object) => (await playStrategy(makerOf([kdcl]).make('strategy', { id: 'kdcl', ...options }), strategyContext())).stages;
const peer = (learner: string) => ({ kind: 'peer', learner });

test.each([
  [{}, 'best'],
  [{ ensemble: 'mean' }, 'fixed'],
])('each student learns from the logits of the ensemble, itself included: %j', async (options, weights) => {
  const stages = await play({ students: 3, ...options });
  expect(stages.map(({ name, order }) => [name, order])).toEqual([['kdcl', undefined]]);
  const merge = { space: 'logit', weights };
  expect(stages[0]!.learners.map(({ teacher }) => teacher)).toEqual([
    { kind: 'committee', members: { student: { kind: 'self' }, 'student-2': peer('student-2'), 'student-3': peer('student-3') }, merge },
    { kind: 'committee', members: { student: peer('student'), 'student-2': { kind: 'self' }, 'student-3': peer('student-3') }, merge },
    { kind: 'committee', members: { student: peer('student'), 'student-2': peer('student-2'), 'student-3': { kind: 'self' } }, merge },
  ]);
});

test('refuses an objective without terms, and a way that it does not have', async () => {
  await expect(play({ objective: { terms: [] } })).rejects.toThrow('KD_E_STRATEGY_TERMS');
  await expect(play({ ensemble: 'linear' })).rejects.toThrow('KD_E_OPTIONS_INVALID');
});
