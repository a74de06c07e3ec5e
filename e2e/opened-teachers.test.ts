// Teachers that are no networks of the run, in whole recipes: one that a plugin brings, and one in an ONNX file where the runtime is installed. Alone,
// as members of a committee beside a network that the run trains, behind wrappers, told of the next batch or not, stopped and resumed.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { memoryDataset } from '@retort/data';
import { memoryFiles, writeFileAtomic } from '@retort/files';
import { defineDataset, definePlugin, defineTeacher, likeTeacher, type Plugin, type Teacher } from '@retort/kernel';
import type { RecipeInput, TeacherInput } from '@retort/recipe';
import { liveCount, randomStream } from '@retort/tensor';
import { tinyTeacher } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { openTiny, runTiny } from './run-tiny.ts';

const SHAPE = [6, 5, 3];
const CLASSES = 4;
const SIZE = 60;

const images = defineDataset({
  id: 'images',
  summary: 'noise, of the size that the ONNX file takes',
  create: () => ({
    load: () => {
      const inputs = randomStream(1, 'images')
        .at(0)
        .normals(SIZE * 90);
      return memoryDataset({ shape: SHAPE, classes: CLASSES, inputs, labels: Int32Array.from({ length: SIZE }, (_, row) => row % CLASSES) });
    },
  }),
});

/** Says of each batch that it is told of when the answer is asked for. */
const told: string[] = [];
const prepared = (inside: Teacher): Teacher => ({
  ...likeTeacher(inside),
  digest: async () => 'theirs',
  prepare: ({ ids }) => void told.push(`prepare ${ids[0]}`),
  observe(batch, taps) {
    told.push(`observe ${batch.ids[0]}`);
    return inside.observe(batch, taps);
  },
});
const theirs = (id: string, wrap: (inside: Teacher) => Teacher) =>
  defineTeacher({
    id,
    summary: 'somebody else',
    create: () => ({ members: [{ name: 'teacher', open: async ({ inputShape, classes }) => wrap(tinyTeacher({ inputShape, classes })) }] }),
  });

const plugin: Plugin = definePlugin({
  name: 'theirs',
  version: '1.0.0',
  kernel: '*',
  contributions: [images, theirs('theirs', prepared), theirs('theirs-in-step', (inside) => ({ ...likeTeacher(inside), observe: inside.observe }))],
})();

function recipe(teacher: TeacherInput, terms: NonNullable<RecipeInput['objective']>['terms'] = [{ knowledge: { id: 'kd', temperature: 4 } }]): RecipeInput {
  return {
    name: 'opened',
    seed: 3,
    engine: 'cpu',
    data: { source: 'images', test: 20, labels: 24 },
    teacher,
    student: { id: 'mlp', hidden: [6] },
    objective: { task: 0.3, terms },
    training: { epochs: 2, batch: 8, optimizer: { id: 'sgd', rate: 0.1 }, logEvery: 1, checkpointEvery: 2 },
    report: { temperatures: [1], samples: 1 },
  };
}

async function run(input: RecipeInput, files = memoryFiles(), options: Parameters<typeof runTiny>[1] = {}) {
  const file = await readFile(new URL('../plugins/teacher-onnx/test/fixtures/tiny.onnx', import.meta.url));
  await writeFileAtomic(files, 'teacher.onnx', new Uint8Array(file));
  const opened = await openTiny(input, files, [plugin]);
  try {
    return await runTiny(opened, options);
  } finally {
    await opened.retort.dispose();
  }
}

function isInstalled(): boolean {
  try {
    return createRequire(import.meta.url).resolve('onnxruntime-node') !== '';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    return false;
  }
}

const installed = isInstalled();
const onnx = { id: 'onnx', path: 'teacher.onnx', layout: 'nchw', taps: { features: '/tanh/Tanh_output_0' } };
const ours = { model: { id: 'mlp', hidden: [5] }, training: { epochs: 1, batch: 8, optimizer: { id: 'sgd', rate: 0.1 } } };

describe.each<[string, TeacherInput & object, boolean]>([
  ['a teacher of a plugin', { id: 'theirs' }, true],
  [`an ONNX file${installed ? '' : ' (skipped, as onnxruntime-node is not installed)'}`, onnx, installed],
])('%s', (_, teacher, runs) => {
  const committee = (options: object = {}) => ({ id: 'committee', members: { theirs: { teacher }, ours }, ...options });

  test.runIf(runs)('is a member of a committee beside a network of the run, in every space, with its layers', async () => {
    const alone = await run(recipe({ id: 'committee', members: { ours } }));
    const seen = [alone.weights['3/distilled']];
    for (const space of ['loss', 'logit', 'probability']) seen.push((await run(recipe(committee({ space })))).weights['3/distilled']);
    const hint = { knowledge: 'fitnet', layers: { features: 'theirs/features' }, connector: 'linear' };
    seen.push((await run(recipe(committee(), [{ knowledge: 'kd' }, hint]))).weights['3/distilled']);
    expect(new Set(seen).size).toBe(seen.length);
    // A member of no weight is not heard.
    expect((await run(recipe(committee({ space: 'logit', weights: { theirs: 0, ours: 1 } })))).weights).toEqual(alone.weights);
  });

  test.runIf(runs)('as a member of its own it is the teacher that it is alone, wrapped or not', async () => {
    const before = liveCount();
    const { weights } = await run(recipe(teacher));
    expect((await run(recipe({ id: 'committee', members: { teacher: { teacher } } }))).weights).toEqual(weights);
    const noisy = (await run(recipe({ id: 'committee', members: { teacher: { teacher, wrap: { id: 'noisy', std: 1, share: 1 } } } }))).weights;
    expect(noisy).not.toEqual(weights);
    expect((await run(recipe({ id: 'cached', teacher: committee(), dir: 'cache' }))).weights).toEqual((await run(recipe(committee()))).weights);
    expect(liveCount()).toEqual(before);
  });

  test.runIf(runs)('stopped and resumed in the middle of an epoch, it ends the same', async () => {
    const files = memoryFiles();
    const input = recipe(committee());
    const { weights, steps } = await run(input);
    const cut = await run(input, files, { folder: 'run', stopAt: steps - 5 });
    expect(cut.interrupted).toBe(true);
    expect((await run(input, files, { folder: 'run', resume: true })).weights).toEqual(weights);
  });
});

test('who is told of the next batch is told of it before the step of this one, and teaches the same', async () => {
  told.length = 0;
  const { weights } = await run(recipe({ id: 'theirs' }));
  const first = told.findIndex((line) => line.startsWith('prepare'));
  const [one, two, observed, three] = told.slice(first);
  expect([one, two, three].every((line) => line!.startsWith('prepare'))).toBe(true);
  expect(observed).toBe(one!.replace('prepare', 'observe'));
  expect((await run(recipe({ id: 'theirs-in-step' }))).weights).toEqual(weights);
});
