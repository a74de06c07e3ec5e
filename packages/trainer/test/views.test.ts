// A stage whose augmentations make several views of each sample: the plan reckons with them before the first batch.
import { defineAugmentation, defineMapping, defineRelationKnowledge, type Scalar } from '@retort/kernel';
import { mean, square, sub } from '@retort/tensor';
import { afterEach, expect, test } from 'vitest';
import { learner, openStage, stageOf, tinyKernel } from './tiny-stage.ts';

const seen: [rows: number, copies: number | undefined][] = [];
const batches: { readonly size: number; readonly fixed: boolean }[] = [];
afterEach(() => {
  seen.length = 0;
  batches.length = 0;
});

const counting = defineRelationKnowledge({
  id: 'counting',
  summary: 'says what it was given',
  loss({ student, teacher, copies }) {
    seen.push([student.shape[0]!, copies]);
    return { counting: mean<Scalar>(square(sub(mean(student), mean(teacher)))) };
  },
});
const asking = defineMapping({
  id: 'asking',
  summary: 'says which batches it will see',
  create: () => ({
    pairs: () => [{ student: 'features', teacher: 'features' }],
    build({ student, teacher, batch }) {
      batches.push(batch);
      return {
        joined: [{ label: 'both', weighted: false, student: student[0]!, teacher: teacher[0]! }],
        join: (pairs) => [{ student: pairs.student[0]!, teacher: pairs.teacher[0]! }],
      };
    },
  }),
});
const views = (copies: number) =>
  defineAugmentation({ id: `views-${copies}`, summary: 'the same, again', create: () => ({ view: `views-${copies}`, copies, apply: () => undefined }) });

const plan = async (augment: readonly string[]) => {
  const kernel = await tinyKernel(counting, asking, views(1), views(3), views(4));
  const objective = { task: 1, terms: [{ knowledge: 'counting', weight: 1, mapping: 'asking' }] };
  try {
    (await openStage(kernel, stageOf([{ ...learner, objective }], { augment }))).dispose();
  } finally {
    await kernel.dispose();
  }
};

test.each([
  [[], 2, 1, 4],
  [['views-1'], 2, 1, 4],
  [['views-1', 'views-3'], 6, 3, 12],
])('under the augmentations %j a rehearsal has %d rows in %d views, a batch %d', async (augment, rows, copies, size) => {
  await plan(augment);
  expect(seen).toEqual([[rows, copies]]);
  expect(batches).toEqual([{ size, fixed: true }]);
});

test('two augmentations that both make views are refused by the plan', async () => {
  await expect(plan(['views-3', 'views-4'])).rejects.toMatchObject({ code: 'KD_E_DATA_AUGMENT' });
});
