import {
  defineConnector,
  defineFeatureKnowledge,
  defineRelationKnowledge,
  defineResponseKnowledge,
  type Learner,
  type ObjectiveSpec,
  type Scalar,
  type Tensor,
} from '@retort/kernel';
import { createVariable, liveCount, mean, scalar, square, sub } from '@retort/tensor';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describePlan } from '../src/plan/describe-plan.ts';
import { learner, openStage, stageOf, tinyKernel } from './tiny-stage.ts';

const tall = defineResponseKnowledge({
  id: 'tall',
  summary: 'returns a vector',
  loss: ({ student, teacher }) => ({ tall: square(sub(student, teacher)) as never }),
});
const equal = defineFeatureKnowledge({
  id: 'equal',
  summary: 'needs equal shapes',
  loss: ({ student, teacher }) => ({ equal: mean(square(sub(student, teacher))) as never }),
});

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

const withObjective = (objective: ObjectiveSpec, more: Partial<Learner> = {}) => stageOf([{ ...learner, objective, ...more }]);
const terms = (...ids: string[]): ObjectiveSpec => ({ task: 1, terms: ids.map((knowledge) => ({ knowledge, weight: 1 })) });

describe('a plan', () => {
  test('lists the student and never the teacher', async () => {
    const tiny = await openStage(await tinyKernel(), stageOf());
    expect(Object.keys(tiny.plan.trainables)).toEqual(
      ['hidden1/kernel', 'hidden1/bias', 'logits/kernel', 'logits/bias'].map((name) => `student/student/${name}`),
    );
    const { learners, trainable } = describePlan(tiny.plan);
    expect(trainable).toBe(4 * 3 + 3 + 3 * 2 + 2);
    expect(learners[0]!.terms.map(({ term, weight }) => [term, weight])).toEqual([
      ['task', '0.5'],
      ['soft', '1'],
    ]);
    tiny.dispose();
  });

  test('gives a term without a connector one by the shapes, unless its knowledge takes unlike shapes, and says which', async () => {
    const parts = { summary: 'fits any shape', loss: ({ student }: { student: Tensor }) => ({ size: mean(square(student)) as Scalar }) };
    const own = defineConnector({
      id: 'own',
      summary: 'stands for another',
      create: () => ({ build: ({ student }) => ({ shape: student, apply: (x) => x, chosen: 'the other' }) }),
    });
    const kernel = await tinyKernel(
      own,
      defineFeatureKnowledge({ ...parts, id: 'joined' }),
      defineFeatureKnowledge({ ...parts, id: 'apart', aligned: () => false }),
      defineRelationKnowledge({ ...parts, id: 'related' }),
    );
    const spec = [{ knowledge: 'joined' }, { knowledge: 'apart' }, { knowledge: 'related' }, { name: 'named', knowledge: 'apart', connector: 'own' }];
    const tiny = await openStage(kernel, withObjective({ task: 0, terms: spec.map((term) => ({ ...term, weight: 1 })) }));
    const { terms: described } = describePlan(tiny.plan).learners[0]!;
    expect(described.map(({ term, pairs }) => [term, pairs[0]!.connector.split(' [')[0]])).toEqual([
      ['joined', 'auto'],
      ['apart', 'none'],
      ['related', 'none'],
      ['named', 'the other'],
    ]);
    tiny.dispose();
  });

  test('asks no teacher where no term reads it', async () => {
    const tiny = await openStage(await tinyKernel(), withObjective({ task: 1, terms: [] }));
    expect(tiny.plan.teachers).toEqual([]);
    tiny.dispose();
  });

  test.each([
    ['KD_E_PLAN_TERM_NAME', terms('soft', 'soft'), {}],
    ['KD_E_PLAN_EMPTY', { task: 0, terms: [] } as ObjectiveSpec, {}],
    ['KD_E_PLAN_TEACHER', terms('soft'), { teacher: undefined }],
    ['KD_E_PLAN_PEER', terms('soft'), { teacher: { kind: 'peer', learner: 'nobody' } }],
    ['KD_E_PLAN_TERM_SHAPE', terms('tall'), {}],
    ['KD_E_PLAN_SHAPES', terms('equal'), {}],
    ['KD_E_ID_UNKNOWN', terms('sotf'), {}],
  ] as const)('refuses with %s before the first batch, and leaves nothing behind', async (code, objective, more) => {
    const kernel = await tinyKernel(tall, equal);
    const { teacher: _teacher, ...rest } = learner;
    const stage = stageOf([{ ...('teacher' in more && more.teacher === undefined ? rest : learner), ...(more as Partial<Learner>), objective } as Learner]);
    await expect(openStage(kernel, stage)).rejects.toMatchObject({ code });
  });

  test('refuses a response term over different numbers of classes', async () => {
    await expect(openStage(await tinyKernel(), stageOf(), 3)).rejects.toMatchObject({ code: 'KD_E_PLAN_CLASSES' });
  });

  test('suggests the nearest id', async () => {
    await expect(openStage(await tinyKernel(), withObjective(terms('sotf')))).rejects.toThrow('did you mean "soft"');
  });

  test('that fails at a later term releases what the earlier ones built, and names the term', async () => {
    const own = defineConnector({
      id: 'own',
      summary: 'has a variable',
      create: () => ({ build: ({ student }) => ({ shape: student, apply: (x) => x, variables: { scale: createVariable(scalar(1)) } }) }),
    });
    const broken = defineFeatureKnowledge({
      id: 'broken',
      summary: 'cannot be built',
      build() {
        throw new Error('no');
      },
    });
    const small = defineFeatureKnowledge({ id: 'small', summary: 'fits any shape', loss: ({ student }) => ({ small: mean(square(student)) as never }) });
    const kernel = await tinyKernel(own, equal, broken, small);
    const first = { name: 'first', knowledge: 'small', weight: 1, connector: 'own' };
    await expect(openStage(kernel, withObjective({ task: 1, terms: [first, { knowledge: 'broken', weight: 1, connector: 'own' }] }))).rejects.toThrow('no');
    await expect(openStage(kernel, withObjective({ task: 1, terms: [first, { knowledge: 'equal', weight: 1 }] }))).rejects.toThrow(
      /^term "equal" of learner "student": .*\[KD_E_PLAN_SHAPES\]$/,
    );
  });
});
