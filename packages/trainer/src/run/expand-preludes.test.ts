// Which stages preludes put before a stage, and what is left of it. Stages in, stages out.
import { defineResponseKnowledge, type Learner, type Prelude, type Schedulable, type Stage, type TeacherRef } from '@retort/kernel';
import { makerOf } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { expandPreludes } from './expand-preludes.ts';

const knowledge = (id: string, prelude?: Prelude) =>
  defineResponseKnowledge({ id, summary: id, ...(prelude === undefined ? {} : { prelude: () => prelude }), loss: () => ({}) });
const maker = makerOf([
  knowledge('plain'),
  knowledge('factor', { epochs: 30, trains: 'modules', stays: true }),
  knowledge('boundary', { epochs: 5, trains: 'student', stays: false }),
]);

const training = {
  epochs: 60,
  batch: 8,
  lastBatch: 'drop',
  optimizer: { id: 'sgd', rate: 0.1 },
  clip: 2,
  callbacks: ['early-stopping'],
  evaluateEvery: 2,
  checkpointEvery: 7,
  logEvery: 3,
  augment: ['flip'],
} as const;

const learnerOf = (name: string, ids: readonly string[], teacher: TeacherRef = { kind: 'teacher' }): Learner => ({
  name,
  student: { slot: `${name}-slot`, model: 'mlp', from: { kind: 'teacher' } },
  teacher,
  objective: { id: 'weighted-sum', task: 0.5, terms: ids.map((id) => ({ knowledge: id, weight: { id: 'cosine', from: 1 }, connector: 'linear' })) },
});
const stageOf = (...learners: readonly Learner[]): Stage => ({ name: 'distill', learners, view: 'transfer', training });

test('a stage without preludes stays as it is', () => {
  const stage = stageOf(learnerOf('student', ['plain']));
  expect(expandPreludes(stage, maker)).toEqual({ preludes: [], stage, seen: new Set() });
});

test('the learner alone, this term alone, on the same samples with the same optimizer, without callbacks', () => {
  const select = { by: { kind: 'teacher' }, keep: 0.5, order: 'easiest' } as const;
  const stage: Stage = { ...stageOf({ ...learnerOf('student', ['plain', 'factor', 'boundary']), pace: 0.5 }), select, order: 'in-turn' };
  const { preludes, stage: main, seen } = expandPreludes(stage, maker);
  const student = { slot: 'student-slot', model: 'mlp', from: { kind: 'teacher' } };
  const term = (id: string, weight: Schedulable) => ({ task: 0, terms: [{ knowledge: id, weight, connector: 'linear', phase: 'prelude' }] });
  const rest = { view: 'transfer', select };
  expect(preludes).toEqual([
    {
      name: 'distill-prelude-factor',
      learners: [{ name: 'student', student, teacher: { kind: 'teacher' }, pace: 0.5, objective: term('factor', 1), frozen: true }],
      training: { ...training, epochs: 30, callbacks: [] },
      ...rest,
    },
    {
      name: 'distill-prelude-boundary',
      learners: [{ name: 'student', student, teacher: { kind: 'teacher' }, pace: 0.5, objective: term('boundary', { id: 'cosine', from: 1 }) }],
      training: { ...training, epochs: 5, callbacks: [] },
      ...rest,
    },
  ]);
  const [learner] = stage.learners;
  const staying = { ...learner!.objective, terms: learner!.objective.terms.slice(0, 2) };
  expect(main).toEqual({ ...stage, learners: [{ ...learner, objective: staying }] });
  expect([...seen]).toEqual(['student-slot:factor', 'student-slot:boundary']);
});

test('once per slot and term in an arm; a term that does not stay is gone from later stages too', () => {
  const first = expandPreludes(stageOf(learnerOf('student', ['factor', 'boundary'])), maker);
  const again = expandPreludes({ ...stageOf(learnerOf('student', ['plain', 'factor', 'boundary'])), name: 'more' }, maker, first.seen);
  expect(again.preludes).toEqual([]);
  expect(again.stage.learners[0]!.objective.terms.map((term) => term.knowledge)).toEqual(['plain', 'factor']);
  const other = expandPreludes({ ...stageOf(learnerOf('other', ['factor'])), name: 'more' }, maker, first.seen);
  expect(other.preludes.map(({ name }) => name)).toEqual(['more-prelude-factor']);
  expect([...first.seen]).toHaveLength(2);
});

test('of several learners each has its own', () => {
  const { preludes } = expandPreludes(stageOf(learnerOf('one', ['factor']), learnerOf('two', ['plain', 'factor'])), maker);
  expect(preludes.map(({ name, learners }) => [name, learners.map((learner) => learner.name)])).toEqual([
    ['distill-prelude-one-factor', ['one']],
    ['distill-prelude-two-factor', ['two']],
  ]);
});

test('two terms of one knowledge have two, by their names', () => {
  const learner = learnerOf('student', ['factor', 'factor']);
  const terms = learner.objective.terms.map((term, index) => ({ ...term, name: `factor-${index}` }));
  const { preludes } = expandPreludes(stageOf({ ...learner, objective: { ...learner.objective, terms } }), maker);
  expect(preludes.map(({ name }) => name)).toEqual(['distill-prelude-factor-0', 'distill-prelude-factor-1']);
});

describe('a teacher that is only there while the stage runs is refused', () => {
  const merge = { space: 'loss', weights: 'fixed' } as const;
  test.each([
    ['a peer', { kind: 'peer', learner: 'other' }, 'the learner "other"'],
    ['the learner itself', { kind: 'self' }, 'the learner itself'],
    ['a shadow', { kind: 'slot', slot: 'ema' }, 'the shadow "ema"'],
    [
      'a committee with a peer',
      { kind: 'committee', members: { a: { kind: 'teacher' }, b: { kind: 'peer', learner: 'other' } }, merge },
      'the learner "other"',
    ],
  ] satisfies [string, TeacherRef, string][])('%s', (_what, teacher, named) => {
    const shadows = [{ slot: 'ema', of: 'student', follow: { kind: 'average', momentum: 0.9 } }] as const;
    const expand = (id: string) => () => expandPreludes({ ...stageOf(learnerOf('student', [id], teacher)), shadows }, maker);
    expect(expand('factor')).toThrow('KD_E_RUN_PRELUDE');
    expect(expand('factor')).toThrow(named);
    expect(expand('plain')).not.toThrow();
  });

  test('but not a committee of finished models', () => {
    const members = { a: { kind: 'teacher' }, b: { kind: 'slot', slot: 'earlier' } } as const;
    const { preludes } = expandPreludes(stageOf(learnerOf('student', ['factor'], { kind: 'committee', members, merge })), maker);
    expect(preludes).toHaveLength(1);
  });
});
