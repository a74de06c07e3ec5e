// A plan as text: what stands where.
import type { RecipePlan } from '@retort/trainer';
import { expect, test } from 'vitest';
import { arrowTable } from './arrow-table.ts';
import { choiceText, scheduleText } from './choice-text.ts';
import { planText } from './plan-text.ts';

const training = {
  epochs: 3,
  batch: 8,
  lastBatch: 'keep',
  optimizer: { id: 'adam', rate: { id: 'cosine', from: 0.01 } },
  callbacks: [],
  evaluateEvery: 1,
  checkpointEvery: 0,
  logEvery: 10,
  augment: [],
} as const;
const small = { id: 'mlp', hidden: [6] };
const taps = [
  { tap: 'logits', shape: [3] },
  { tap: 'hidden1', shape: [6] },
];
const task = { term: 'task', knowledge: 'cross-entropy', weight: '1', pairs: [] };

const plan: RecipePlan = {
  teacher: {
    members: [
      { name: 'big', model: { id: 'mlp', hidden: [64] } },
      { name: 'ends', model: 'convnet', classes: ['0', 9] },
    ],
    merge: { space: 'probability', weights: 'fixed', temperature: 4 },
  },
  arms: [
    {
      arm: 'distilled',
      strategy: { id: 'two', last: 'offline' },
      complete: true,
      also: { average: { kind: 'slot', slot: 'ema' } },
      stages: [
        {
          stage: {
            name: 'one',
            learners: [
              {
                name: 'student',
                student: { slot: 'student', model: small, from: { kind: 'slot', slot: 'old' } },
                teacher: {
                  kind: 'committee',
                  members: { a: { kind: 'teacher' }, b: { kind: 'slot', slot: 'ema' }, c: { kind: 'peer', learner: 'other' }, d: { kind: 'self' } },
                  merge: { space: 'loss', weights: { id: 'entropy', temperature: 2 } },
                },
                pace: 0.5,
                objective: {
                  task: 1,
                  terms: [
                    { knowledge: { id: 'kd', temperature: 4 }, weight: { id: 'linear', from: 0, to: 1 } },
                    { knowledge: 'fitnet', weight: 0.5, name: 'hints' },
                  ],
                },
              },
            ],
            view: 'transfer',
            training,
            order: 'in-turn',
            shadows: [{ slot: 'ema', of: 'student', follow: { kind: 'average', momentum: 0.99 } }],
            select: { by: { kind: 'teacher' }, keep: 0.25, order: 'easiest' },
          },
          samples: 20,
          stepsPerEpoch: 3,
          plan: {
            stage: 'one',
            learners: [
              {
                learner: 'student',
                teacher: 'a committee',
                taps,
                terms: [
                  task,
                  { term: 'kd', knowledge: 'kd', weight: 'linear', pairs: [] },
                  {
                    term: 'hints',
                    knowledge: 'fitnet',
                    weight: '0.5',
                    pairs: [
                      { student: 'hidden1 [6]', connector: 'linear [64]', teacher: 'a/hidden1 [64]' },
                      { student: 'logits [3]', connector: 'none [3]', teacher: 'b/logits [3]' },
                    ],
                  },
                ],
              },
            ],
            variables: [
              { name: 'student/student/hidden1/kernel', shape: [2, 6], size: 12 },
              { name: 'student/student/hidden1/bias', shape: [6], size: 6 },
              { name: 'student/hints/connector-0/kernel', shape: [6, 64], size: 384 },
            ],
            trainable: 402,
          },
        },
        {
          stage: {
            name: 'two',
            learners: [{ name: 'student', student: { slot: 'student', model: small }, frozen: true, objective: { task: 1, terms: [] } }],
            view: 'full',
            training,
          },
          samples: 80,
          stepsPerEpoch: 10,
          plan: {
            stage: 'two',
            learners: [{ learner: 'student', teacher: 'none', taps, terms: [task] }],
            variables: [{ name: 'student/probe/knowledge/scale', shape: [], size: 1 }],
            trainable: 1,
          },
        },
      ],
    },
    { arm: 'endless', strategy: 'until-good', stages: [], complete: false },
  ],
};

test('every stage with who learns what from whom', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours, where the terminal has them
  const text = planText(plan).replaceAll(/\u001b\[\d+m/g, '');
  expect(
    text,
  ).toBe(`the teacher: big (mlp (hidden [64])), ends (convnet) for the classes 0, 9; their probabilities as one answer at temperature 4, weights fixed

distilled: two (last offline), 2 stages

distilled / one
  3 epochs of 3 steps over 20 samples (transfer, the easiest 25 % to the teacher), adam (rate cosine (from 0.01))
  the learners move in turn
  learner student: mlp (hidden [6]), new in slot student with the weights of slot old, at 0.5 of the rate; learns from a committee of a (the teacher), b (slot ema), c (learner other), d (itself); one loss for each, weights entropy (temperature 2)
    taps  logits [3]  hidden1 [6]
    task   cross-entropy  1                      logits [3]   ----------------->  labels
    kd                    linear (from 0, to 1)  logits [3]   ----------------->  logits [3]
    hints  fitnet         0.5                    hidden1 [6]  -> linear [64] -->  a/hidden1 [64]
    hints  fitnet         0.5                    logits [3]   -> none [3] ----->  b/logits [3]
  shadow ema: the moving average of student, momentum 0.99
  trains 402 numbers in 3 variables: student 18, hints 384

distilled / two
  3 epochs of 10 steps over 80 samples (full), adam (rate cosine (from 0.01))
  learner student: mlp (hidden [6]), goes on in slot student, frozen; learns from nobody
    taps  logits [3]  hidden1 [6]
    task  cross-entropy  1  logits [3]  ->  labels
  trains 1 numbers in 1 variables: probe 1

measured as distilled-average: slot ema

endless: until-good, more than 0 stages, which are not shown`);
});

test('arrows stand below each other whatever lies on the way', () => {
  expect(
    arrowTable([
      { lead: ['a'], from: 'x [2]', through: '', to: 'y' },
      { lead: ['longer'], from: 'hidden [16]', through: 'conv1x1 [4, 4, 8]', to: 'z' },
    ]),
  ).toBe(['a       x [2]        ----------------------->  y', 'longer  hidden [16]  -> conv1x1 [4, 4, 8] -->  z'].join('\n'));
  expect(arrowTable([])).toBe('');
});

test('choices and schedules in one line', () => {
  expect(choiceText('kd')).toBe('kd');
  expect(choiceText({ id: 'chain', assistants: [{ model: { id: 'mlp', hidden: [4] } }], last: 'offline', deep: true })).toBe(
    'chain (assistants [{ model mlp (hidden [4]) }], last offline, deep true)',
  );
  expect([scheduleText(0.5), scheduleText('cosine'), scheduleText({ id: 'cosine', from: 4 }), scheduleText({ at: () => 1 })]).toEqual([
    '0.5',
    'cosine',
    'cosine (from 4)',
    'a schedule',
  ]);
});
