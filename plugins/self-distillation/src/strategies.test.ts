// The stages of the strategies of one network, as data.
import { makerOf, playStrategy, strategyContext, withoutTeacher } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { bornAgain } from './born-again/born-again.ts';
import { byot } from './byot/byot.ts';
import { csKd } from './cs-kd/cs-kd.ts';
import { meanTeacher } from './mean-teacher/mean-teacher.ts';
import { tfKd } from './tf-kd/tf-kd.ts';

const context = strategyContext();
const { student: model, objective, view, training } = context;
const maker = makerOf([byot, bornAgain, meanTeacher, csKd, tfKd]);
const play = async (id: string, options: object = {}, told = context) => playStrategy(maker.make('strategy', { id, ...options }), told);
const slot = (name: string) => ({ kind: 'slot', slot: name });
const alone = { task: 1, terms: [] };

describe('byot', () => {
  const to = (deepest: string, ...exits: string[]) => ({ id: 'pairs', pairs: Object.fromEntries(exits.map((exit) => [exit, deepest])) });

  test('exits learn the labels, and from the deepest classifier and its features', async () => {
    const { stages, result } = await play('byot', { at: ['hidden1', 'hidden2'], training: { batch: 100 } });
    const terms = [
      { name: 'exits-task', knowledge: { id: 'label-smoothing', epsilon: 0 }, weight: 0.9, mapping: to('logits', 'exit1', 'exit2') },
      { name: 'exits-response', knowledge: { id: 'kd', temperature: 3 }, weight: 0.1, mapping: to('logits', 'exit1', 'exit2') },
      {
        name: 'exits-hints',
        knowledge: { id: 'ofd-partial-l2', margin: 0 },
        weight: expect.closeTo(1e-4, 12),
        mapping: to('features', 'exit1-features', 'exit2-features'),
      },
    ];
    const exits = { id: 'exits', of: model, at: ['hidden1', 'hidden2'] };
    expect(stages).toEqual([
      {
        name: 'byot',
        learners: [{ name: 'student', student: { slot: 'student', model: exits }, teacher: { kind: 'self' }, objective: { task: 0.9, terms } }],
        view,
        training: { ...training, batch: 100 },
      },
    ]);
    expect(result).toEqual({ slot: 'student' });
  });

  test('a student that has exits is taken as it is; what weighs nothing is left out', async () => {
    const student = { id: 'exits', of: 'mlp', at: ['hidden1'] };
    const { stages } = await play('byot', { beta: 0 }, { ...context, student });
    const [learner] = stages[0]!.learners;
    expect(learner!.student.model).toEqual(student);
    expect(learner!.objective.terms.map(({ name }) => name)).toEqual(['exits-task', 'exits-response']);
    await expect(play('byot', { at: ['hidden1'] }, { ...context, student })).rejects.toThrow(/both.*KD_E_STRATEGY_NETWORK/);
    await expect(play('byot')).rejects.toThrow(/neither.*KD_E_STRATEGY_NETWORK/);
  });
});

describe('born-again', () => {
  test('generation 0 learns the labels, every other from the one before it; the last is kept', async () => {
    const { stages, result } = await play('born-again', { generations: 2, training: { epochs: 7 } });
    expect(stages.map(({ name, training: { epochs } }) => [name, epochs])).toEqual([
      ['generation-0', 7],
      ['generation-1', 7],
      ['generation-2', 7],
    ]);
    expect(stages.map(({ learners }) => learners)).toEqual([
      [{ name: 'student', student: { slot: 'generation-0', model }, objective: alone }],
      [{ name: 'student', student: { slot: 'generation-1', model }, teacher: slot('generation-0'), objective }],
      [{ name: 'student', student: { slot: 'generation-2', model }, teacher: slot('generation-1'), objective }],
    ]);
    const members = { 'generation-1': slot('generation-1'), 'generation-2': slot('generation-2') };
    expect(result).toEqual({
      slot: 'generation-2',
      also: {
        'generation-0': slot('generation-0'),
        'generation-1': slot('generation-1'),
        ensemble: { kind: 'committee', members, merge: { space: 'probability', weights: 'fixed' } },
      },
    });
  });

  test('the first may learn from the teacher instead, whoever that is', async () => {
    const teacher = { kind: 'slot', slot: 'assistant-1' } as const;
    const { stages, result } = await play('born-again', { generations: 1, first: 'teacher' }, { ...context, teacher });
    expect(stages.map(({ learners }) => learners[0]!.teacher)).toEqual([teacher]);
    expect(result).toEqual({ slot: 'generation-1', also: {} });
    await expect(play('born-again', { first: 'teacher' }, withoutTeacher(context))).rejects.toThrow('KD_E_STRATEGY_TEACHER');
  });

  test('without a term no generation would teach the next', async () => {
    await expect(play('born-again', { objective: { terms: [] } })).rejects.toThrow('KD_E_STRATEGY_TERMS');
  });
});

describe('mean-teacher', () => {
  test('one stage; a shadow follows the student and teaches it; the average is kept, or the student', async () => {
    const { stages, result } = await play('mean-teacher', { momentum: 0.9 });
    expect(stages).toEqual([
      {
        name: 'mean-teacher',
        learners: [{ name: 'student', student: { slot: 'student', model }, teacher: slot('average'), objective }],
        view,
        training,
        shadows: [{ slot: 'average', of: 'student', follow: { kind: 'average', momentum: 0.9 } }],
      },
    ]);
    expect(result).toEqual({ slot: 'average', also: { student: slot('student') } });
    expect((await play('mean-teacher', { keep: 'student' })).result).toEqual({ slot: 'student', also: { average: slot('average') } });
  });

  test('refuses a momentum of 1, and an objective without terms', async () => {
    await expect(play('mean-teacher', { momentum: 1 })).rejects.toThrow('KD_E_OPTIONS_INVALID');
    await expect(play('mean-teacher', { objective: { terms: [] } })).rejects.toThrow('KD_E_STRATEGY_TERMS');
  });
});

describe('cs-kd', () => {
  test('one stage over class pairs, labelled samples only, the student its own teacher', async () => {
    const { stages, result } = await play('cs-kd', { weight: 2, temperature: 3, training: { batch: 6 } });
    const terms = [{ knowledge: { id: 'cs-kd', temperature: 3 }, weight: 2 }];
    expect(stages).toEqual([
      {
        name: 'cs-kd',
        learners: [{ name: 'student', student: { slot: 'student', model }, teacher: { kind: 'self' }, objective: { task: 1, terms } }],
        view: 'labelled',
        training: { ...training, batch: 6, sampler: 'class-pairs' },
      },
    ]);
    expect(result).toEqual({ slot: 'student' });
    expect((await play('cs-kd', {}, { ...context, view: 'full' })).stages[0]).toMatchObject({ view: 'full' });
  });
});

describe('tf-kd', () => {
  test('self: the same network alone, then from it', async () => {
    const { stages, result } = await play('tf-kd', { alpha: 0.75, temperature: 6, multiplier: 10 });
    expect(stages.map(({ learners }) => learners)).toEqual([
      [{ name: 'student', student: { slot: 'alone', model }, objective: alone }],
      [
        {
          name: 'student',
          student: { slot: 'student', model },
          teacher: slot('alone'),
          objective: { task: 0.25, terms: [{ knowledge: { id: 'tf-kd-self', temperature: 6, multiplier: 10 }, weight: 0.75 }] },
        },
      ],
    ]);
    expect(stages.map(({ name }) => name)).toEqual(['alone', 'distill']);
    expect(result).toEqual({ slot: 'student', also: { alone: slot('alone') } });
  });

  test('virtual: no stage for a teacher, and nobody is asked', async () => {
    const { stages, result } = await play('tf-kd', { kind: 'virtual', alpha: 0.5 });
    expect(stages.map(({ name }) => name)).toEqual(['distill']);
    expect(stages[0]!.learners[0]).toMatchObject({
      teacher: { kind: 'self' },
      objective: { task: 0.5, terms: [{ knowledge: { id: 'tf-kd-virtual', multiplier: 1 }, weight: 0.5 }] },
    });
    expect(result).toEqual({ slot: 'student' });
  });
});
