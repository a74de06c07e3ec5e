// The matrix: every registered knowledge with every mapping, connector, teacher source and strategy, through the real plan and the
// real step. It is made from what is registered, so a plugin that is added is in it. A cell takes its steps or is refused with a
// reason; both are counted and printed. Factored: where a knowledge is read (mapping x connector x models, all of it); who teaches it, and
// in which order (each teacher, and each strategy, every knowledge at the first place where it composes); who teaches in which order
// (teacher x strategy, all of it, one knowledge); how several are heard (weighting x space). An everyday run takes a spread of it, the
// environment RETORT_MATRIX=all the whole.
import { createRetort } from '@retort/distill';
import { memoryFiles } from '@retort/files';
import { startEngine } from '@retort/tensor';
import { afterAll, describe, expect, test } from 'vitest';
import { brokenPlugin } from './matrix/broken-plugin.ts';
import { committeeChoice, knowledgeChoice, objectiveOf, placesOf, sceneOf, strategyChoice, teacherChoice } from './matrix/cells.ts';
import { type Cell, compose } from './matrix/compose.ts';
import { notForRelations, unaskedTeachers } from './matrix/requirements.ts';
import { eightDigits, scenes } from './matrix/scenes.ts';
import { isTaken, isWhole } from './matrix/slice.ts';
import { StageModels } from './matrix/stage-models.ts';
import { Tally } from './matrix/tally.ts';

const quiet = { files: memoryFiles(), output: () => undefined };
const retort = await createRetort(quiet);
await startEngine(retort, 'wasm');
const samples = await eightDigits();
const stages = scenes.map((scene) => ({ scene, composer: { retort, models: new StageModels(retort), samples } }));
const ids = (axis: 'knowledge' | 'mapping' | 'connector' | 'teacher' | 'weighting' | 'strategy') =>
  retort
    .list(axis)
    .map(({ id }) => id)
    .filter((id) => axis !== 'teacher' || !Object.hasOwn(unaskedTeachers, id));
const familyOf = (id: string) => retort.make('knowledge', knowledgeChoice(id, scenes[0]!)).family;

const SPACES = ['loss', 'logit', 'probability'] as const;
const places = new Tally();
const ways = new Tally();
const weights = new Tally();
/** Of each knowledge, the first place where it composed, by its place in the list; one that names no layers, where there is one. */
const first = new Map<string, { readonly place: number; readonly named: boolean; readonly stage: (typeof stages)[number] }>();
const started = performance.now();

/** Every knowledge with the plain teacher and with the plain strategy, one with all others. Layers that are named are those of the plain teacher. */
function asked(teacher: string, strategy: string) {
  const all = [...first].filter(
    (_, index) => (teacher === 'model' && strategy === 'offline') || isTaken(7, index, ids('strategy').indexOf(strategy), ids('teacher').indexOf(teacher)),
  );
  if (strategy === 'offline') return all;
  const free = all.filter(([, { named }]) => !named);
  return teacher === 'model' ? free : free.slice(0, 1);
}

afterAll(async () => {
  for (const { composer } of stages) composer.models.dispose();
  await retort.dispose();
});

describe('knowledge x mapping x connector x models', () => {
  test.each(ids('knowledge'))('%s', async (knowledge) => {
    const faults: string[] = [];
    const connectors = ids('connector');
    for (const [at, stage] of stages.entries()) {
      const { scene, composer } = stage;
      const choice = knowledgeChoice(knowledge, scene);
      for (const [place, { mapping, connector, named, term }] of placesOf(retort, choice, scene).entries()) {
        const row = Math.floor(place / connectors.length);
        if (!isTaken(11, row, place % connectors.length, at, ids('knowledge').indexOf(knowledge)) && mapping !== '-') continue;
        const cell: Cell = { student: scene.student.model, teacher: teacherChoice('model', scene), strategy: 'offline', objective: objectiveOf(choice, term) };
        const result = await compose(composer, cell);
        places.add({ knowledge, family: familyOf(knowledge), mapping, connector, models: scene.name }, result);
        faults.push(...result.faults.map((fault) => `${scene.name}, ${mapping}, ${connector}: ${fault}`));
        const known = first.get(knowledge);
        if (result.refusal === undefined && (known === undefined || (known.named && !named))) first.set(knowledge, { place, named, stage });
      }
    }
    expect(faults).toEqual([]);
  });
});

describe('knowledge x teacher x strategy', () => {
  test.each(ids('teacher').flatMap((teacher) => ids('strategy').map((strategy) => [teacher, strategy] as const)))('%s, %s', async (teacher, strategy) => {
    const faults: string[] = [];
    for (const [knowledge, { place, stage }] of asked(teacher, strategy)) {
      const { scene, composer } = stage;
      const choice = knowledgeChoice(knowledge, scene);
      const { term } = placesOf(retort, choice, sceneOf(teacher, scene))[place]!;
      const cell = {
        student: scene.student.model,
        teacher: teacherChoice(teacher, scene),
        strategy: strategyChoice(strategy, scene),
        objective: objectiveOf(choice, term),
      };
      const result = await compose(composer, cell);
      ways.add({ knowledge, teacher, strategy, 'the objective': result.hasTerms ? 'is learnt' : 'is left out' }, result);
      faults.push(...result.faults.map((fault) => `${knowledge}: ${fault}`));
    }
    expect(faults).toEqual([]);
  });
});

const responses = ids('knowledge').filter((id) => familyOf(id) === 'response');

describe('response x weighting x space', () => {
  test.each(ids('weighting').flatMap((weighting) => SPACES.map((space) => [weighting, space] as const)))('%s, %s', async (weighting, space) => {
    const faults: string[] = [];
    const { scene, composer } = stages[0]!;
    for (const [index, knowledge] of responses.entries()) {
      if (!isTaken(5, index, ids('weighting').indexOf(weighting), SPACES.indexOf(space)) && knowledge !== 'kd') continue;
      const objective = objectiveOf(knowledgeChoice(knowledge, scene), {});
      const teacher = committeeChoice({ space, weights: weighting }, scene);
      const result = await compose(composer, { student: scene.student.model, teacher, strategy: 'offline', objective });
      weights.add({ knowledge, weighting, space }, result);
      faults.push(...result.faults.map((fault) => `${knowledge}: ${fault}`));
    }
    expect(faults).toEqual([]);
  });
});

test('nothing is left out, and everything composes somewhere', () => {
  const axes = ['knowledge', 'mapping', 'connector', 'models'];
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    [
      places.text('where it is read', axes),
      ways.text('who teaches, in which order', ['teacher', 'strategy', 'the objective']),
      weights.text('how several are heard', ['weighting', 'space']),
    ].join('\n'),
  );
  const count = (of: 'composed' | 'refused' | 'total') => places[of] + ways[of] + weights[of];
  console.log(`matrix: ${count('composed')} composed, ${count('refused')} refused, ${count('total')} in all, ${seconds} s`);

  if (isWhole) countAll();
  // Every response can be read from every pair of models, and a knowledge of layers at more places than one connector.
  for (const [id, count] of places.composedBy('knowledge'))
    expect(count, id).toBeGreaterThanOrEqual(familyOf(id) === 'response' ? scenes.length : isWhole ? 4 : 1);
  expect(places.composed).toBeGreaterThan(places.total / 5);
  // In a spread, somewhere at all.
  for (const family of isWhole ? ['feature', 'relation'] : [undefined]) {
    for (const axis of ['mapping', 'connector'])
      for (const [id, count] of places.composedBy(axis, family === undefined ? {} : { family }))
        if (family !== 'relation' || !Object.hasOwn(notForRelations, id)) expect(count, `${id}, ${family}`).toBeGreaterThan(0);
  }
  for (const [name, count] of places.composedBy('models')) expect(count, name).toBeGreaterThan(0);
  for (const axis of ['knowledge', 'teacher', 'strategy']) {
    for (const [id, count] of ways.composedBy(axis)) expect(count, id).toBeGreaterThan(0);
  }
  // Answers that are merged before they are compared are heard by every response; losses that are weighed by sample, by those that can.
  for (const weighting of ids('weighting')) {
    const heard = weights.composedBy('space', { weighting });
    for (const space of SPACES)
      expect(heard.get(space) ?? 0, `${weighting}, ${space}`).toBeGreaterThanOrEqual(isWhole ? (space === 'loss' ? 4 : responses.length) : 1);
  }
  for (const id of ids('knowledge')) expect(ways.composedBy('the objective', { knowledge: id }).get('is learnt') ?? 0, id).toBeGreaterThan(0);
});

/** Of a whole matrix, that no cell is missing. */
function countAll(): void {
  const layered = ids('knowledge').filter((id) => familyOf(id) !== 'response').length;
  const mappings = scenes.flatMap((scene) => new Set(placesOf(retort, knowledgeChoice('fitnet', scene), scene).map(({ mapping }) => mapping)).size);
  const read = mappings.reduce((total, count) => total + count * ids('connector').length * layered, 0);
  expect(places.total).toBe(read + scenes.length * (ids('knowledge').length - layered));
  const [teachers, strategies] = [ids('teacher').length, ids('strategy').length - 1];
  const free = [...first.values()].filter(({ named }) => !named).length;
  expect(free).toBeGreaterThan(0.9 * ids('knowledge').length);
  expect(ways.total).toBe(ids('knowledge').length * teachers + free * strategies + (teachers - 1) * strategies);
  expect(weights.total).toBe((ids('knowledge').length - layered) * ids('weighting').length * SPACES.length);
}

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
