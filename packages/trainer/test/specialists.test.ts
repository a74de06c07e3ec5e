// Members of a teacher that learn and answer some classes only.
import { defineTeacher, type MemberSpec, type Stage } from '@retort/kernel';
import { liveCount } from '@retort/tensor';
import { expect, test } from 'vitest';
import { emptyDisk, equal, inOrder, planScript, recipeOf, runScript } from './scripted-run.ts';
import { stageOf, training } from './tiny-stage.ts';

const model = { id: 'mlp', hidden: [4] };
const experts = (classes: Readonly<Record<string, MemberSpec['classes']>>) =>
  defineTeacher({
    id: 'experts',
    summary: 'each knows something',
    create: () => ({
      members: Object.entries(classes).map(([name, known]) => ({
        name,
        model,
        training: { ...training, epochs: 2 },
        ...(known === undefined ? {} : { classes: known }),
      })),
      merge: { space: 'probability', weights: 'equal' },
    }),
  });
const recipe = recipeOf({ teacher: 'experts', data: { ...recipeOf().data, validation: 6 } });
const script = inOrder([{ ...stageOf(), view: 'full' } satisfies Stage]);
/** One knows the first and the last class, in the other order, one the two between. */
const contributions = [equal, experts({ ends: [3, '0'], middle: ['1', 2] })];

test('each is trained on its classes, renumbered, with a model of so many; together they answer all', async () => {
  const before = liveCount();
  const files = await emptyDisk();
  const { events, participants } = await runScript(script, { recipe, contributions, classes: 4, files });
  const members = events.flatMap((event) => (event.kind === 'member' ? [event.member] : []));
  expect(members).toEqual(['ends', 'middle']);
  const stepsOf = (stage: string) =>
    events.flatMap((event) => (event.kind === 'stage' && event.place.stage === stage && event.event.kind === 'begin' ? [event.event.report.steps] : []));
  // 10 samples of each class; 8 for testing and 6 for validation leave 6, 6, 7 and 7: 13 for each, in batches of 4, twice.
  expect([stepsOf('ends'), stepsOf('middle')]).toEqual([[8], [8]]);
  const [teacher] = participants;
  expect(teacher!.parameters).toBe(2 * (4 * 4 + 4 + 4 * 2 + 2));
  // A class has the probability that the one who knows it gives it.
  for (let row = 0; row < 8; row++) {
    const [first, second, third, last] = [0, 1, 2, 3].map((c) => Math.exp(teacher!.logits[4 * row + c]!));
    expect(first! + last!).toBeCloseTo(1, 5);
    expect(second! + third!).toBeCloseTo(1, 5);
  }
  expect(liveCount()).toEqual(before);
  const again = await runScript(script, { recipe, contributions, classes: 4, files });
  expect(again.steps).toEqual([]);
  expect(again.participants.map(({ logits }) => logits)).toEqual(participants.map(({ logits }) => logits));
});

test('the plan says which classes they know, and on how many samples they are trained', async () => {
  const { teacher, arms } = await planScript(script, { recipe, contributions, classes: 4 });
  expect(teacher!.members).toEqual([
    { name: 'ends', model, classes: [3, '0'] },
    { name: 'middle', model, classes: ['1', 2] },
  ]);
  expect(arms[0]!.stages.map(({ samples, stage }) => [stage.name, samples])).toEqual([
    ['ends', 13],
    ['middle', 13],
  ]);
});

test.each([
  ['a class that is none', { ends: [0, '2'], middle: ['one', 1] }, 'KD_E_DATA_CLASS_UNKNOWN'],
  ['a class named twice', { ends: [0, '0'], middle: ['1', 2] }, 'KD_E_DATA_CLASSES'],
  ['a class that nobody knows', { ends: [0, 1], middle: ['1', 2] }, 'KD_E_PLAN_COMMITTEE'],
] as const)('%s is refused', async (_what, classes, code) => {
  const before = liveCount();
  await expect(planScript(script, { recipe, contributions: [equal, experts(classes)], classes: 4 })).rejects.toMatchObject({ code });
  expect(liveCount()).toEqual(before);
});
