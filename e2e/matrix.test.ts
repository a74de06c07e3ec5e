// The matrix: every registered knowledge with every mapping, connector, teacher source and strategy, through the real plan and the
// real step. It is made from what is registered, so a plugin that is added is in it. A cell takes its steps or is refused with a
// reason; both are counted and printed. Factored in two: where a knowledge is read (mapping x connector x models, all of it), and
// who teaches in which order (teacher x strategy, all of it, each knowledge at the first place where it composes).
import { createRetort } from '@retort/distill';
import { memoryFiles } from '@retort/files';
import { startEngine } from '@retort/tensor';
import { afterAll, describe, expect, test } from 'vitest';
import { brokenPlugin } from './matrix/broken-plugin.ts';
import { knowledgeChoice, objectiveOf, placesOf, strategyChoice, teacherChoice } from './matrix/cells.ts';
import { type Cell, compose } from './matrix/compose.ts';
import { eightDigits, scenes } from './matrix/scenes.ts';
import { StageModels } from './matrix/stage-models.ts';
import { Tally } from './matrix/tally.ts';

const quiet = { files: memoryFiles(), output: () => undefined };
const retort = await createRetort(quiet);
await startEngine(retort, 'wasm');
const samples = await eightDigits();
const stages = scenes.map((scene) => ({ scene, composer: { retort, models: new StageModels(retort), samples } }));
const ids = (axis: 'knowledge' | 'mapping' | 'connector' | 'teacher' | 'strategy') => retort.list(axis).map(({ id }) => id);
const familyOf = (id: string) => retort.make('knowledge', knowledgeChoice(id, scenes[0]!)).family;

const places = new Tally();
const ways = new Tally();
/** Of each knowledge, the first cell that composed. */
const first = new Map<string, { readonly cell: Cell; readonly stage: (typeof stages)[number] }>();
const started = performance.now();

afterAll(async () => {
  for (const { composer } of stages) composer.models.dispose();
  await retort.dispose();
});

describe('knowledge x mapping x connector x models', () => {
  test.each(ids('knowledge'))('%s', async (knowledge) => {
    const faults: string[] = [];
    for (const stage of stages) {
      const { scene, composer } = stage;
      const choice = knowledgeChoice(knowledge, scene);
      for (const { mapping, connector, term } of placesOf(retort, choice, scene)) {
        const cell: Cell = { student: scene.student.model, teacher: teacherChoice('model', scene), strategy: 'offline', objective: objectiveOf(choice, term) };
        const result = await compose(composer, cell);
        places.add({ knowledge, family: familyOf(knowledge), mapping, connector, models: scene.name }, result);
        faults.push(...result.faults.map((fault) => `${scene.name}, ${mapping}, ${connector}: ${fault}`));
        if (result.refusal === undefined && !first.has(knowledge)) first.set(knowledge, { cell, stage });
      }
    }
    expect(faults).toEqual([]);
  });
});

describe('knowledge x teacher x strategy', () => {
  test.each(ids('teacher').flatMap((teacher) => ids('strategy').map((strategy) => [teacher, strategy] as const)))('%s, %s', async (teacher, strategy) => {
    const faults: string[] = [];
    for (const [knowledge, { cell, stage }] of first) {
      const result = await compose(stage.composer, { ...cell, teacher: teacherChoice(teacher, stage.scene), strategy: strategyChoice(strategy, stage.scene) });
      ways.add({ knowledge, teacher, strategy, 'the objective': result.hasTerms ? 'is learnt' : 'is left out' }, result);
      faults.push(...result.faults.map((fault) => `${knowledge}: ${fault}`));
    }
    expect(faults).toEqual([]);
  });
});

test('nothing is left out, and everything composes somewhere', () => {
  const axes = ['knowledge', 'mapping', 'connector', 'models'];
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log([places.text('where it is read', axes), ways.text('who teaches, in which order', ['teacher', 'strategy', 'the objective'])].join('\n'));
  console.log(
    `matrix: ${places.composed + ways.composed} composed, ${places.refused + ways.refused} refused, ${places.total + ways.total} in all, ${seconds} s`,
  );

  const layered = ids('knowledge').filter((id) => familyOf(id) !== 'response').length;
  const mappings = scenes.flatMap((scene) => new Set(placesOf(retort, knowledgeChoice('fitnet', scene), scene).map(({ mapping }) => mapping)).size);
  const read = mappings.reduce((total, count) => total + count * ids('connector').length * layered, 0);
  expect(places.total).toBe(read + scenes.length * (ids('knowledge').length - layered));
  expect(ways.total).toBe(ids('knowledge').length * ids('teacher').length * ids('strategy').length);

  // Every response can be read from every pair of models, and a knowledge of layers at more places than one connector.
  for (const [id, count] of places.composedBy('knowledge')) expect(count, id).toBeGreaterThanOrEqual(familyOf(id) === 'response' ? scenes.length : 4);
  expect(places.composed).toBeGreaterThan(places.total / 5);
  for (const family of ['feature', 'relation']) {
    for (const axis of ['mapping', 'connector'])
      for (const [id, count] of places.composedBy(axis, { family })) expect(count, `${id}, ${family}`).toBeGreaterThan(0);
  }
  for (const [name, count] of places.composedBy('models')) expect(count, name).toBeGreaterThan(0);
  for (const axis of ['knowledge', 'teacher', 'strategy']) {
    for (const [id, count] of ways.composedBy(axis)) expect(count, id).toBeGreaterThan(0);
  }
  for (const id of ids('knowledge')) expect(ways.composedBy('the objective', { knowledge: id }).get('is learnt') ?? 0, id).toBeGreaterThan(0);
});

test('what is broken is seen', async () => {
  const broken = await createRetort({ ...quiet, plugins: [brokenPlugin()] });
  const models = new StageModels(broken);
  const scene = scenes[0]!;
  const faultsOf = async (id: string) => {
    const { faults } = await compose(
      { retort: broken, models, samples },
      { student: scene.student.model, teacher: teacherChoice('model', scene), strategy: 'offline', objective: objectiveOf(id, {}) },
    );
    return faults.join('\n');
  };
  try {
    expect(await faultsOf('kd')).toBe('');
    expect(await faultsOf('deaf')).toMatch(/a step of stage "distill" fails.*KD_E_TENSOR_UNCONNECTED/);
    expect(await faultsOf('uphill')).toMatch(/does not fall/);
    expect(await faultsOf('endless')).toMatch(/is not finite/);
    expect(await faultsOf('idle')).toMatch(/gives no gradient to student\/idle\/knowledge\/unused/);
    expect(await faultsOf('hoarder')).toMatch(/keeps tensors from step to step[\s\S]*leaves \d+ tensors and \d+ buffers behind/);
    expect(await faultsOf('slip')).toMatch(/throws .*KD_E_PLAN_SHAPES/);
  } finally {
    models.dispose();
    await broken.dispose();
  }
});
