// Methods that need a stage before the one they stand in, through a whole run: which stages there are, what each of them moves, and
// that what one leaves is what the next takes over, bit for bit.
import { startRun } from '@retort/distill';
import { decodeSafetensors } from '@retort/files';
import { type RecipeInput, recipeFromObject, resolveRecipe } from '@retort/recipe';
import { expect, test } from 'vitest';
import { openTiny } from './run-tiny.ts';

const layers = { stage2: 'stage2' };
const recipe: RecipeInput = {
  name: 'preludes',
  seed: 3,
  engine: 'cpu',
  data: { source: 'digits', classes: ['0', '1', '2'], fraction: 0.15, test: 20 },
  teacher: { model: { id: 'convnet', widths: [4, 6] }, training: { epochs: 1, batch: 16 } },
  student: { id: 'convnet', widths: [3, 4] },
  objective: {
    task: 0.1,
    terms: [
      { knowledge: { id: 'factor-transfer', paraphraser: { rate: 0.5, epochs: 1 } }, weight: 200, layers },
      {
        knowledge: { id: 'ab-alternative-l2', prelude: 1 },
        weight: 0.003,
        layers: { 'stage2-norm1': 'stage2-norm1' },
        connector: { id: 'conv-bn-relu', relu: false },
      },
      { knowledge: { id: 'sskd', epochs: 1 }, weight: 10, mapping: 'features' },
      { knowledge: 'sskd-kd', weight: 1 },
    ],
  },
  training: { epochs: 1, batch: 16, augment: ['rotations'], logEvery: 1 },
};

const STAGES = ['distill-prelude-factor-transfer', 'distill-prelude-ab-alternative-l2', 'distill-prelude-sskd', 'distill'] as const;

test('factor transfer, activation boundaries and self-supervision, one after the other and then together', async () => {
  const { retort, files } = await openTiny(recipe);
  const terms = new Map<string, readonly string[]>();
  for await (const event of startRun({ recipe: resolveRecipe(recipeFromObject(recipe), retort), retort, folder: 'run' })) {
    if (event.kind === 'stage' && event.event.kind === 'step' && event.place.arm === 'distilled')
      terms.set(event.place.stage, Object.keys(event.event.report.terms).sort());
  }
  await retort.dispose();
  expect([...terms]).toEqual([
    [STAGES[0], ['student/factor-transfer/reconstruction']],
    [STAGES[1], ['student/ab-alternative-l2']],
    [STAGES[2], ['student/sskd/head']],
    [STAGES[3], ['student/factor-transfer', 'student/sskd', 'student/sskd-kd/first', 'student/sskd-kd/others', 'student/task']],
  ]);

  const left = await Promise.all(
    STAGES.map(async (stage) => decodeSafetensors(await files.readFile(`run/seed-3/distilled/${stage}/finished/weights.safetensors`)).tensors),
  );
  const [factors, boundaries, heads, distilled] = left.map((tensors) => new Map(Object.entries(tensors).map(([name, { data }]) => [name, [...data].join()])));
  const named = (values: Map<string, string>, part: string) => [...values].filter(([name]) => name.includes(part));
  const isModule = (name: string) => name.startsWith('module:');
  const student = (values: Map<string, string>) => [...values].filter(([name]) => !isModule(name));

  // The student stands still while modules are made ready, and moves in between.
  expect(student(boundaries!)).not.toEqual(student(factors!));
  expect(student(heads!)).toEqual(student(boundaries!));
  expect(student(distilled!)).not.toEqual(student(heads!));

  expect(named(factors!, 'paraphraser/')).toHaveLength(12);
  expect(named(distilled!, 'paraphraser/')).toEqual(named(factors!, 'paraphraser/'));
  expect(named(heads!, 'pair-0/teacher')).toHaveLength(4);
  expect(named(distilled!, 'pair-0/teacher')).toEqual(named(heads!, 'pair-0/teacher'));
  for (const [values, part] of [
    [factors!, 'translator/'],
    [heads!, 'pair-0/student'],
  ] as const) {
    expect(named(values, part).length, part).toBeGreaterThan(0);
    const after = new Map(named(distilled!, part));
    const still = named(values, part).filter(([name, value]) => after.get(name) === value);
    expect(still, `what of ${part} the student's stage did not train`).toEqual([]);
  }
});
