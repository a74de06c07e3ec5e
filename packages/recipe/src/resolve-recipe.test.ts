// Resolving: defaults written out, arms merged, every id and option checked where it was written.
import type { Maker } from '@retort/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { faultOf, faultsOf } from '../test/fault.ts';
import { testMaker } from '../test/maker.ts';
import { full, least, taught } from '../test/recipes.ts';
import { parseRecipe, recipeFromObject } from './parse-recipe.ts';
import { parseResolvedRecipe } from './parse-resolved-recipe.ts';
import { resolveRecipe } from './resolve-recipe.ts';

let maker: Maker;
beforeAll(async () => {
  maker = await testMaker();
});

const resolve = (text: string) => resolveRecipe(parseRecipe(text, { path: 'r.yaml' }), maker);

describe('what comes out', () => {
  test('the least recipe gets every default', () => {
    const training = {
      epochs: 20,
      batch: 64,
      lastBatch: 'keep',
      optimizer: { id: 'adam', rate: 0.001 },
      callbacks: [],
      evaluateEvery: 1,
      checkpointEvery: 0,
      logEvery: 10,
      augment: [],
    };
    expect(resolve(least)).toEqual({
      name: 'least',
      seeds: [1],
      engine: 'auto',
      plugins: [],
      data: { source: 'digits', test: 0.2, validation: 0, labels: 'all', fraction: 1 },
      arms: { distilled: { student: { id: 'mlp', hidden: [16] }, objective: { task: 1, terms: [] }, strategy: 'alone', view: 'transfer', training } },
      report: { temperatures: [1, 2, 4, 8], samples: 8 },
    });
  });

  test('a full recipe: sugar written out, teacher completed, arms in order, the main one last', () => {
    const recipe = resolve(full);
    expect(recipe.seeds).toEqual([1, 2, 3]);
    expect(recipe.teacher).toEqual({
      id: 'model',
      model: { id: 'convnet', widths: [16, 32] },
      training: {
        epochs: 20,
        batch: 64,
        lastBatch: 'keep',
        optimizer: { id: 'adam', rate: 0.002 },
        callbacks: [],
        evaluateEvery: 1,
        checkpointEvery: 0,
        logEvery: 10,
        augment: [],
      },
    });
    expect(Object.keys(recipe.arms)).toEqual(['alone', 'distilled']);
    expect(recipe.arms.distilled?.objective).toEqual({
      task: 0.1,
      terms: [
        { knowledge: { id: 'kd', temperature: { id: 'cosine', from: 8, to: 2 } }, weight: 0.9 },
        { knowledge: 'fitnet', weight: 1, connector: 'linear', mapping: { id: 'pairs', pairs: { hidden1: 'stage1' } } },
      ],
    });
    expect(recipe.arms.distilled?.training.clip).toBe(5);
    const { alone, distilled } = recipe.arms;
    expect(alone).toEqual({ ...distilled, strategy: 'alone', view: 'labelled', objective: { task: 1, terms: [] } });
  });

  test('arms merge deeply; lists and choices with another id replace', () => {
    const { arms } = resolve(
      `${taught}compare:
  wide: { student: { hidden: [32, 32] } }
  other: { student: { id: convnet } }
  hot: { objective: { task: 0.5, terms: [{ knowledge: { id: kd, temperature: 9 } }] }, training: { epochs: 2, optimizer: sgd } }
`.replace('optimizer: sgd', 'optimizer: { id: sgd, rate: 1 }'),
    );
    expect(Object.keys(arms)).toEqual(['wide', 'other', 'hot', 'distilled']);
    expect(arms.wide?.student).toEqual({ id: 'mlp', hidden: [32, 32] });
    expect(arms.other?.student).toEqual({ id: 'convnet' });
    expect(arms.hot?.objective).toEqual({ task: 0.5, terms: [{ knowledge: { id: 'kd', temperature: 9 }, weight: 1 }] });
    expect(arms.hot?.training).toEqual({ ...arms.distilled?.training, epochs: 2, optimizer: { id: 'sgd', rate: 1 } });
    expect(arms.hot?.student).toEqual(arms.distilled?.student);
  });

  test("every member's training of a committee is completed", () => {
    const text = taught
      .replace('model: convnet', 'id: committee\n  members: [{ model: convnet, training: { epochs: 1 } }, { model: { id: mlp, hidden: [4] } }]')
      .replace('  training: { epochs: 3 }\n', '');
    const { teacher } = resolve(text);
    expect(teacher).toMatchObject({ id: 'committee', members: [{ training: { epochs: 1, batch: 64 } }, { model: { id: 'mlp', hidden: [4] } }] });
  });

  test('presets fill what is left open, for the teacher too; what is written wins', () => {
    const quick = resolve(`${taught}extends: quick\ntraining: { batch: 8 }\n`);
    expect(quick.arms.distilled?.training).toMatchObject({ epochs: 2, logEvery: 1, batch: 8 });
    expect(quick.teacher).toMatchObject({ training: { epochs: 3, logEvery: 1, batch: 64 } });
    expect(quick.report).toEqual({ temperatures: [1, 2, 4, 8], samples: 4 });
    const both = resolve(`${taught}extends: [cifar, quick]\nseed: 7\n`);
    expect(both.seeds).toEqual([7]);
    expect(both.arms.distilled?.training).toMatchObject({
      epochs: 2,
      optimizer: { id: 'sgd', momentum: 0.9 },
      augment: [{ id: 'crop', pad: 4 }, 'flip'],
    });
    expect(resolve(`${taught.replace('  training: { epochs: 3 }\n', '')}extends: quick\n`).teacher).toEqual({ id: 'model', model: 'convnet' });
  });

  test('the same recipe as YAML and as an object gives the same result, frozen to the bottom', () => {
    const recipe = resolve(full);
    expect(resolveRecipe(recipeFromObject(parseRecipe(full).input), maker)).toEqual(recipe);
    expect(Object.isFrozen(recipe.arms.distilled?.objective.terms[0])).toBe(true);
  });

  test('printed as JSON and read back it is equal, from text and from data', () => {
    for (const text of [full, least, `${taught}extends: cifar\n`]) {
      const recipe = resolve(text);
      expect(parseResolvedRecipe(JSON.stringify(recipe, null, 2))).toEqual(recipe);
      expect(parseResolvedRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
      expect(JSON.stringify(parseResolvedRecipe(JSON.stringify(recipe)))).toBe(JSON.stringify(recipe));
    }
  });
});

describe('ids and options, refused where they were written', () => {
  const edit = (text: string, search: string, replacement: string): string => {
    expect(text).toContain(search);
    return text.replace(search, replacement);
  };
  const stairs = '{ id: step, from: 1, factor: 0.1, after: [1.5] }';

  test.each([
    ['engine', `${least}engine: cqu`, 'KD_E_RECIPE_ID', 'r.yaml:4:9', 'did you mean "cpu"?'],
    ['dataset', edit(taught, 'source: digits', 'source: digit'), 'KD_E_RECIPE_ID', 'r.yaml:3:11', 'dataset "digit"'],
    ['dataset called __proto__', edit(taught, 'source: digits', 'source: __proto__'), 'KD_E_RECIPE_ID', 'r.yaml:3:11', 'one of "digits", "idx"'],
    ['family called constructor', edit(taught, 'id: mlp', 'id: constructor'), 'KD_E_RECIPE_ID', 'r.yaml:8:7', 'family "constructor"'],
    ['teacher', edit(taught, '  model: convnet', '  id: modell\n  model: convnet'), 'KD_E_RECIPE_ID', 'r.yaml:5:7', 'did you mean "model"?'],
    ["teacher's network", edit(taught, 'model: convnet', 'model: convnett'), 'KD_E_RECIPE_ID', 'r.yaml:5:10', 'family "convnett"'],
    ["teacher's optimizer", edit(taught, 'epochs: 3', 'optimizer: adm'), 'KD_E_RECIPE_ID', 'r.yaml:6:26', 'did you mean "adam"?'],
    ["teacher's option", edit(taught, '  model: convnet', '  modle: mlp\n  model: convnet'), 'KD_E_RECIPE_OPTIONS', 'r.yaml:5:3', 'did you mean "model"?'],
    ['teacher without a model', edit(taught, '  model: convnet\n', ''), 'KD_E_RECIPE_OPTIONS', 'r.yaml:4:1', 'option "model" of teacher "model" is missing'],
    [
      "a member's network",
      edit(taught, 'model: convnet', 'id: committee\n  members: [{ model: convnet }, { model: { id: mpl, hidden: [1] } }]').replace(/ {2}training.*\n/, ''),
      'KD_E_RECIPE_ID',
      'r.yaml:6:48',
      'did you mean "mlp"?',
    ],
    [
      'a weighting',
      edit(taught, 'model: convnet', 'id: committee\n  members: [{ model: convnet }, { model: convnet }]\n  weights: sur').replace(/ {2}training.*\n/, ''),
      'KD_E_RECIPE_ID',
      'r.yaml:7:12',
      'did you mean "sure"?',
    ],
    [
      'a schedule in a weighting',
      edit(taught, 'model: convnet', 'id: committee\n  members: [{ model: convnet }, { model: convnet }]\n  weights: { id: sure, temperature: cosin }').replace(
        / {2}training.*\n/,
        '',
      ),
      'KD_E_RECIPE_ID',
      'r.yaml:7:37',
      'did you mean "cosine"?',
    ],
    ['a strategy inside another', `${taught}strategy: { id: chain, last: ofline }`, 'KD_E_RECIPE_ID', 'r.yaml:13:30', 'did you mean "offline" or "alone"?'],
    [
      'an option of a strategy inside another',
      `${taught}strategy: { id: chain, last: { id: chain, last: { id: mutual, students: 3 } } }`,
      'KD_E_RECIPE_OPTIONS',
      'r.yaml:13:63',
      'unknown option "students" of strategy "mutual"',
    ],
    [
      "a strategy's network",
      `${taught}strategy: { id: chain, assistants: [{ model: { id: mlp, hidden: [0] } }] }`,
      'KD_E_RECIPE_OPTIONS',
      'r.yaml:13:66',
      'at least 1',
    ],
    [
      "a strategy's training",
      `${taught}strategy: { id: chain, assistants: [{ model: convnet, training: { epoch: 3 } }] }`,
      'KD_E_RECIPE_OPTIONS',
      'r.yaml:13:67',
      'did you mean "epochs" or "batch"?',
    ],
    [
      "a schedule in the optimizer of a strategy's training",
      `${taught}strategy: { id: chain, assistants: [{ model: convnet, training: { optimizer: { id: sgd, rate: cosin } } }] }`,
      'KD_E_RECIPE_ID',
      'r.yaml:13:95',
      'schedule "cosin"',
    ],
    [
      "a strategy's weights, by name",
      `${taught}strategy: { id: chain, by: { one: equal, two: { id: sure, temprature: 1 } } }`,
      'KD_E_RECIPE_OPTIONS',
      'r.yaml:13:59',
      'did you mean "temperature"?',
    ],
    [
      "a strategy's knowledge",
      `${taught}strategy: { id: chain, objective: { terms: [{ knowledge: kdd }] } }`,
      'KD_E_RECIPE_ID',
      'r.yaml:13:58',
      'did you mean "kd"?',
    ],
    [
      "an arm's strategy inside another",
      `${taught}compare: { a: { strategy: { id: chain, last: mutal } } }`,
      'KD_E_RECIPE_ID',
      'r.yaml:13:46',
      'did you mean "mutual"?',
    ],
    ['student option', edit(taught, 'hidden: [16]', 'hiden: [16]'), 'KD_E_RECIPE_INVALID', undefined, 'did you mean "hidden"?'],
    [
      'student option value',
      edit(taught, 'hidden: [16]', 'hidden: [16, -1]'),
      'KD_E_RECIPE_OPTIONS',
      'r.yaml:9:16',
      'option "hidden[1]" of family "mlp". Expected a number at least 1. Received -1',
    ],
    ['option of a bare id', `${least}compare: { a: { student: mlp } }`, 'KD_E_RECIPE_OPTIONS', 'r.yaml:4:17', 'option "hidden" of family "mlp" is missing'],
    ['knowledge', edit(taught, 'knowledge: kd', 'knowledge: kdd'), 'KD_E_RECIPE_ID', 'r.yaml:12:18', 'did you mean "kd"?'],
    [
      'schedule in knowledge',
      edit(taught, 'knowledge: kd', 'knowledge: { id: kd, temperature: cosinus }'),
      'KD_E_RECIPE_ID',
      'r.yaml:12:41',
      'schedule "cosinus"',
    ],
    [
      'option of that schedule',
      edit(taught, 'knowledge: kd', 'knowledge: { id: kd, temperature: { id: cosine, form: 1 } }'),
      'KD_E_RECIPE_INVALID',
      undefined,
      'did you mean "from"?',
    ],
    ['schedule as weight', edit(taught, 'knowledge: kd', 'knowledge: kd\n      weight: ramp'), 'KD_E_RECIPE_ID', 'r.yaml:13:15', 'schedule "ramp"'],
    ['schedule of the task', `${taught.replace('objective:', 'objective:\n  task: ramp')}`, 'KD_E_RECIPE_ID', 'r.yaml:11:9', 'schedule "ramp"'],
    [
      'schedule in optimizer',
      `${taught}training: { optimizer: { id: adam, rate: ${stairs} } }`,
      'KD_E_RECIPE_OPTIONS',
      'r.yaml:13:84',
      'Expected a whole number. Received 1.5',
    ],
    ['optimizer option', `${taught}training: { optimizer: { id: adam, rat: 1 } }`, 'KD_E_RECIPE_OPTIONS', 'r.yaml:13:36', 'did you mean "rate"?'],
    ['mapping', edit(taught, 'knowledge: kd', 'knowledge: kd\n      mapping: pear'), 'KD_E_RECIPE_ID', 'r.yaml:13:16', 'one of "pairs"'],
    [
      'mapping option',
      edit(taught, 'knowledge: kd', 'knowledge: kd\n      mapping: { id: pairs, pairs: { a: 1 } }'),
      'KD_E_RECIPE_OPTIONS',
      'r.yaml:13:41',
      'option "pairs.a"',
    ],
    ['connector', edit(taught, 'knowledge: kd', 'knowledge: kd\n      connector: liner'), 'KD_E_RECIPE_ID', 'r.yaml:13:18', 'did you mean "linear"?'],
    [
      'option of what takes none',
      edit(taught, 'knowledge: kd', 'knowledge: kd\n      connector: { id: linear, bias: true }'),
      'KD_E_RECIPE_OPTIONS',
      'r.yaml:13:32',
      'Expected no options',
    ],
    ['objective', edit(taught, 'objective:', 'objective:\n  id: weighted'), 'KD_E_RECIPE_ID', 'r.yaml:11:7', 'objective "weighted"'],
    ['strategy', `${taught}strategy: ofline`, 'KD_E_RECIPE_ID', 'r.yaml:13:11', 'did you mean "offline" or "alone"?'],
    [
      'callback',
      `${taught}training: { callbacks: [early-stopping, { id: early-stopping, patience: 0 }] }`,
      'KD_E_RECIPE_OPTIONS',
      'r.yaml:13:73',
      'at least 1',
    ],
    ['a callback that cannot be made', `${taught}training: { callbacks: [moody] }`, 'KD_E_RECIPE_CHOICE', 'r.yaml:13:25', 'not today'],
    ['augmentation', `${taught}training: { augment: [flop] }`, 'KD_E_RECIPE_ID', 'r.yaml:13:23', 'did you mean "flip" or "crop"?'],
    ["an arm's own student", `${taught}compare: { a: { student: { hidden: [0] } } }`, 'KD_E_RECIPE_OPTIONS', 'r.yaml:13:37', 'at least 1'],
    [
      "an arm's own knowledge",
      `${taught}compare: { a: { objective: { terms: [{ knowledge: dkd }] } } }`,
      'KD_E_RECIPE_ID',
      'r.yaml:13:51',
      'did you mean "kd"?',
    ],
  ])('%s', (_, text, code, where, message) => {
    const error = faultOf(() => resolve(text));
    expect(error.message).toContain(message);
    expect(error.code).toBe(code);
    if (where !== undefined) expect(error.detail.where).toBe(where);
  });

  test('a fault that every arm inherits is reported once, at its one place', () => {
    expect(faultsOf(() => resolve(`${taught.replace('[16]', '[0]')}compare: { a: { view: full }, b: { view: full } }`))).toHaveLength(1);
  });

  test('an option that every arm lacks is reported once, at the student of the main recipe', () => {
    const text = `${taught.replace('id: mlp\n  hidden: [16]', 'id: mlp')}compare: { a: { view: full }, b: { training: { epochs: 1 } } }`;
    expect(faultsOf(() => resolve(text)).map(({ detail }) => detail.where)).toEqual(['r.yaml:7:1']);
  });

  test('faults of all parts come together, in the order of the text', () => {
    const text = `${taught.replace('knowledge: kd', 'knowledge: kdd').replace('source: digits', 'source: idx')}strategy: x\n`;
    expect(faultsOf(() => resolve(text)).map(({ code, detail }) => `${detail.where} ${code}`)).toEqual([
      'r.yaml:3:3 KD_E_RECIPE_OPTIONS',
      'r.yaml:12:18 KD_E_RECIPE_ID',
      'r.yaml:13:11 KD_E_RECIPE_ID',
    ]);
  });

  test('an object has paths for places', () => {
    const input = { name: 'a', data: { source: 'digits' }, student: { id: 'mlp', hidden: [0] } };
    expect(faultOf(() => resolveRecipe(recipeFromObject(input), maker)).detail.where).toBe('recipe.student.hidden[0]');
  });
});

test('what a strategy is told of trainings stays as it was written: it completes them itself', () => {
  const strategy = { id: 'chain', last: { id: 'chain', last: 'mutual' }, assistants: [{ model: 'convnet', training: { epochs: 3 } }] };
  const { arms } = resolve(`${taught}strategy: ${JSON.stringify(strategy)}\n`);
  expect(arms.distilled?.strategy).toEqual(strategy);
});

describe('a resolved recipe that is damaged', () => {
  const damage = (change: (recipe: Record<string, unknown>) => void): string => {
    const recipe = JSON.parse(JSON.stringify(resolve(full))) as Record<string, unknown>;
    change(recipe);
    return JSON.stringify(recipe);
  };
  test.each([
    ['a default left out', (r) => delete r.report, 'KD_E_RECIPE_MISSING'],
    ['a key too much', (r) => Object.assign(r, { student: 'mlp' }), 'KD_E_RECIPE_UNKNOWN_KEY'],
    ['a folder for a name', (r) => Object.assign(r, { name: '../../etc' }), 'KD_E_RECIPE_NAME'],
    [
      'an arm that is a path',
      (r) => Object.assign(r, { arms: { '../x': (r.arms as Record<string, unknown>).alone, ...(r.arms as object) } }),
      'KD_E_RECIPE_NAME',
    ],
    ['no main arm', (r) => Object.assign(r, { arms: {} }), 'KD_E_RECIPE_MISSING'],
    ['no seed', (r) => Object.assign(r, { seeds: [] }), 'KD_E_RECIPE_VALUE'],
  ] satisfies [string, (recipe: Record<string, unknown>) => unknown, string][])('%s', (_, change, code) => {
    const error = faultOf(() =>
      parseResolvedRecipe(
        damage((r) => void change(r)),
        { path: 'run.json' },
      ),
    );
    expect(error.code).toBe(code);
    expect(error.detail.where).toMatch(/^run\.json:1:\d+$/);
  });

  test('a half-written file', () => {
    expect(faultOf(() => parseResolvedRecipe(JSON.stringify(resolve(full)).slice(0, 200))).code).toBe('KD_E_RECIPE_SYNTAX');
  });
});
