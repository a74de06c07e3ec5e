// Reading recipes: what is refused, with which code, at which line and column, and how fast.
import { describe, expect, test } from 'vitest';
import { faultOf, faultsOf } from '../test/fault.ts';
import { full, least, taught } from '../test/recipes.ts';
import { parseRecipe, recipeFromObject } from './parse-recipe.ts';
import type { RecipeInput } from './recipe-input.ts';

const at = (text: string) => () => parseRecipe(text, { path: 'r.yaml' });

describe('a recipe that is read', () => {
  test('gives the same input as YAML, as JSON, as indented JSON with tabs and as an object', () => {
    const { input } = parseRecipe(full);
    expect(input.teacher).toEqual({ model: { id: 'convnet', widths: [16, 32] }, training: { epochs: 20, batch: 64, optimizer: { id: 'adam', rate: 0.002 } } });
    expect(parseRecipe(JSON.stringify(input)).input).toEqual(input);
    expect(parseRecipe(JSON.stringify(input, null, '\t')).input).toEqual(input);
    expect(recipeFromObject(input).input).toEqual(input);
  });

  test('knows the place of every value and key', () => {
    const document = parseRecipe(taught, { path: 'r.yaml' });
    expect(document.place(['student', 'hidden', 0]).where).toBe('r.yaml:9:12');
    expect(document.place(['student', 'hidden'], 'key').where).toBe('r.yaml:9:3');
    expect(document.place(['objective', 'terms', 0, 'knowledge']).where).toBe('r.yaml:12:18');
    expect(document.place(['objective', 'task']).where).toBe('r.yaml:10:1');
  });

  test('is copied from an object, so that later changes do not reach it', () => {
    const hidden = [16];
    const document = recipeFromObject({ name: 'a', data: { source: 'digits' }, student: { id: 'mlp', hidden } });
    hidden[0] = 99;
    expect(document.input.student).toEqual({ id: 'mlp', hidden: [16] });
  });

  test('drops keys of an object whose value is undefined', () => {
    const document = recipeFromObject({ name: 'a', data: { source: 'digits' }, student: 'mlp', view: undefined } as unknown as RecipeInput);
    expect(Object.keys(document.input)).toEqual(['name', 'data', 'student']);
  });

  test('may have a byte order mark, comments and Windows line ends', () => {
    const text = `\uFEFF# a comment\r\n${least.replaceAll('\n', '\r\n')}`;
    expect(parseRecipe(text).input.name).toBe('least');
    expect(faultOf(() => parseRecipe(`${text}vieww: full\r\n`, { path: 'r' })).detail.where).toBe('r:5:1');
  });
});

describe('text that is more than data, or too much of it', () => {
  test.each([
    ['an anchor', 'name: &x a\n', 'KD_E_RECIPE_ALIAS', 'r.yaml:1:7'],
    ['an alias', 'name: a\nb: *x\n', 'KD_E_RECIPE_ALIAS', 'r.yaml:2:4'],
    ['a tag', 'name: !!js/function "x"\n', 'KD_E_RECIPE_TAG', 'r.yaml:1:7'],
    ['a standard tag', 'name: !!str a\n', 'KD_E_RECIPE_TAG', 'r.yaml:1:7'],
    ['a merge key', 'name: a\n<<: { a: 1 }\n', 'KD_E_RECIPE_KEY', 'r.yaml:2:1'],
    ['two documents', 'name: a\n---\nname: b\n', 'KD_E_RECIPE_DOCUMENTS', 'r.yaml:2:1'],
    ['nothing', '', 'KD_E_RECIPE_SYNTAX', 'r.yaml:1:1'],
    ['only a comment', '# nothing\n', 'KD_E_RECIPE_SYNTAX', 'r.yaml:1:1'],
    ['an open bracket', 'name: [a\n', 'KD_E_RECIPE_SYNTAX', 'r.yaml:2:1'],
    ['broken indentation', 'a:\n  b: 1\n c: 2\n', 'KD_E_RECIPE_SYNTAX', 'r.yaml:3:1'],
    ['a key twice', 'name: a\nname: b\n', 'KD_E_RECIPE_DUPLICATE_KEY', 'r.yaml:2:1'],
    ['a key twice, deep', 'data: { source: a, "source": b }\n', 'KD_E_RECIPE_DUPLICATE_KEY', 'r.yaml:1:20'],
    ['__proto__', 'name: a\n__proto__: { x: 1 }\n', 'KD_E_RECIPE_KEY', 'r.yaml:2:1'],
    ['constructor', '{ "student": { "constructor": 1 } }', 'KD_E_RECIPE_KEY', 'r.yaml:1:16'],
    ['prototype', 'data: { prototype: 1 }\n', 'KD_E_RECIPE_KEY', 'r.yaml:1:9'],
    ['a map as a key', '? { a: 1 }\n: 2\n', 'KD_E_RECIPE_KEY', 'r.yaml:1:3'],
    ['infinity', 'name: a\nseed: .inf\n', 'KD_E_RECIPE_NUMBER', 'r.yaml:2:7'],
    ['not a number', 'seed: .nan\n', 'KD_E_RECIPE_NUMBER', 'r.yaml:1:7'],
    ['a number beyond float64', 'seed: 1e999\n', 'KD_E_RECIPE_NUMBER', 'r.yaml:1:7'],
    ['65 lists inside each other', `a: ${'['.repeat(65)}${']'.repeat(65)}`, 'KD_E_RECIPE_TOO_DEEP', 'r.yaml:1:67'],
  ])('%s', (_, text, code, where) => {
    const error = faultOf(at(text));
    expect([error.code, error.detail.where]).toEqual([code, where]);
  });

  test('a YAML-looking block of text is only text', () => {
    expect(faultOf(at(`${least}view: |\n  *alias &anchor !tag\n`)).code).toBe('KD_E_RECIPE_VALUE');
  });

  const bomb = `a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*a, *a, *a, *a, *a, *a, *a, *a, *a]`).join('\n')}`;
  test.each([
    ['10 MB', 'a: 1\n'.repeat(2_000_000), 'KD_E_RECIPE_TOO_BIG'],
    ['10 MB in one line', `name: "${'a'.repeat(10_000_000)}"`, 'KD_E_RECIPE_TOO_BIG'],
    ['1 MiB of two-byte letters', `name: "${'é'.repeat(600_000)}"`, 'KD_E_RECIPE_TOO_BIG'],
    ['an alias bomb', bomb, 'KD_E_RECIPE_ALIAS'],
    ['a million brackets', '['.repeat(1_000_000), 'KD_E_RECIPE_TOO_DEEP'],
    ['half a million dashes', '- '.repeat(500_000), 'KD_E_RECIPE_TOO_DEEP'],
  ])('%s is refused within 50 ms', (_, text, code) => {
    faultOf(at('a: *b'));
    const times = [1, 2, 3].map(() => {
      const start = performance.now();
      expect(faultOf(at(text)).code).toBe(code);
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });

  test('300,000 values in 600 kB are refused', () => {
    expect(faultOf(at(`a: [${'1,'.repeat(300_000)}]`)).code).toBe('KD_E_RECIPE_TOO_BIG');
  });

  test('40,000 keys in one map cost no quadratic time', { timeout: 20_000 }, () => {
    const keys = Array.from({ length: 40_000 }, (_, index) => `  k${index}: 1\n`).join('');
    expect(Object.keys(parseRecipe(`name: a\ndata: { source: digits }\nstudent:\n  id: mlp\n${keys}`).input.student)).toHaveLength(40_001);
  });
});

describe('an object that is more than data', () => {
  const circle: Record<string, unknown> = {};
  circle.again = circle;
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
  test.each([
    ['a function', { student: () => 1 }, 'KD_E_RECIPE_NOT_DATA', 'recipe.student'],
    ['a class instance', { data: { source: new Date(0) } }, 'KD_E_RECIPE_NOT_DATA', 'recipe.data.source'],
    ['a typed array', { seeds: new Int32Array(2) }, 'KD_E_RECIPE_NOT_DATA', 'recipe.seeds'],
    ['a symbol', { name: Symbol('a') }, 'KD_E_RECIPE_NOT_DATA', 'recipe.name'],
    ['a big integer', { seed: 1n }, 'KD_E_RECIPE_NOT_DATA', 'recipe.seed'],
    ['a circle', { student: circle }, 'KD_E_RECIPE_NOT_DATA', 'recipe.student.again'],
    ['an infinite number', { objective: { terms: [{ weight: Number.POSITIVE_INFINITY }] } }, 'KD_E_RECIPE_NUMBER', 'recipe.objective.terms[0].weight'],
    ['its own __proto__', JSON.parse('{"student":{"__proto__":{"x":1}}}'), 'KD_E_RECIPE_KEY', 'recipe.student'],
    ['65 levels', { student: deep(64) }, 'KD_E_RECIPE_TOO_DEEP', undefined],
    ['too many values', { seeds: new Array(100_001).fill(1) }, 'KD_E_RECIPE_TOO_BIG', 'recipe.seeds[99998]'],
    ['a list', [1], 'KD_E_RECIPE_VALUE', 'recipe'],
  ])('%s', (_, input, code, where) => {
    const error = faultOf(() => recipeFromObject(input as RecipeInput));
    expect(error.code).toBe(code);
    if (where !== undefined) expect(error.detail.where).toBe(where);
  });
});

describe('a recipe that is wrong', () => {
  const edit = (search: string, replacement: string): string => {
    expect(taught).toContain(search);
    return taught.replace(search, replacement);
  };

  test.each([
    ['an unknown key', edit('objective:', 'objectives:'), 'KD_E_RECIPE_UNKNOWN_KEY', 'r.yaml:10:1', 'did you mean "objective"?'],
    ['an unknown key inside', edit('epochs: 3', 'epoch: 3'), 'KD_E_RECIPE_UNKNOWN_KEY', 'r.yaml:6:15', 'did you mean "epochs" or "batch"?'],
    [
      'an unknown key of a term',
      edit('- knowledge: kd', '- { knowledge: kd, wieght: 1 }'),
      'KD_E_RECIPE_UNKNOWN_KEY',
      'r.yaml:12:24',
      'did you mean "weight"?',
    ],
    ['an unknown key of an arm', `${taught}compare: { a: { veiw: full } }`, 'KD_E_RECIPE_UNKNOWN_KEY', 'r.yaml:13:17', 'did you mean "view"?'],
    ['no name', edit('name: taught\n', ''), 'KD_E_RECIPE_MISSING', 'r.yaml:1:1', '"name" is missing in the recipe'],
    ['no source', edit('source: digits', 'test: 5'), 'KD_E_RECIPE_MISSING', 'r.yaml:2:1', '"source" is missing in data'],
    ['a choice without id', edit('id: mlp', 'hidden2: 1'), 'KD_E_RECIPE_MISSING', 'r.yaml:7:1', '"id" is missing in student'],
    ['an empty value', edit('teacher:\n  model: convnet\n  training: { epochs: 3 }', 'teacher:'), 'KD_E_RECIPE_VALUE', 'r.yaml:4:9', 'Received null'],
    ['a number for an id', edit('source: digits', 'source: 3'), 'KD_E_RECIPE_VALUE', 'r.yaml:3:11', 'Expected a text, or a map. Received 3'],
    ['a text for a number', edit('epochs: 3', 'epochs: three'), 'KD_E_RECIPE_VALUE', 'r.yaml:6:23', 'Expected a number. Received "three"'],
    ['half an epoch', edit('epochs: 3', 'epochs: 2.5'), 'KD_E_RECIPE_VALUE', 'r.yaml:6:23', 'Expected a whole number'],
    ['no epoch', edit('epochs: 3', 'epochs: 0'), 'KD_E_RECIPE_VALUE', 'r.yaml:6:23', 'at least 1'],
    ['a count and a half', edit('source: digits', 'source: digits\n  test: 1.5'), 'KD_E_RECIPE_VALUE', 'r.yaml:4:9', 'a count, or a fraction below 1'],
    ['an unknown view', `${taught}view: labeled`, 'KD_E_RECIPE_VALUE', 'r.yaml:13:7', 'did you mean "labelled"?'],
    ['no seed', `${taught}seeds: []`, 'KD_E_RECIPE_VALUE', 'r.yaml:13:8', 'a list of length at least 1'],
    ['a negative seed', `${taught}seed: -1`, 'KD_E_RECIPE_VALUE', 'r.yaml:13:7', 'at least 0'],
    ['a seed twice', `${taught}seeds: [1, 2, 1]`, 'KD_E_RECIPE_VALUE', 'r.yaml:13:15', 'seed 1 stands twice'],
    ['seed and seeds', `${taught}seeds: [1]\nseed: 2`, 'KD_E_RECIPE_CONFLICT', 'r.yaml:14:1', 'both "seed" and "seeds"'],
    ['a name that climbs', edit('name: taught', 'name: ../taught'), 'KD_E_RECIPE_NAME', 'r.yaml:1:7', '"../taught"'],
    ['the name constructor', edit('name: taught', 'name: constructor'), 'KD_E_RECIPE_NAME', 'r.yaml:1:7', 'constructor'],
    ['a device as a name', edit('name: taught', 'name: nul'), 'KD_E_RECIPE_NAME', 'r.yaml:1:7', 'nul'],
    ['an arm that is a path', `${taught}compare: { a/b: {} }`, 'KD_E_RECIPE_NAME', 'r.yaml:13:12', '"a/b"'],
    ['an arm that is a number', `${taught}compare: { 1: {} }`, 'KD_E_RECIPE_NAME', 'r.yaml:13:12', 'starts with a letter'],
    ['an arm called teacher', `${taught}compare: { teacher: {} }`, 'KD_E_RECIPE_NAME', 'r.yaml:13:12', 'is taken'],
    ['an arm called distilled', `${taught}compare: { distilled: {} }`, 'KD_E_RECIPE_NAME', 'r.yaml:13:12', 'is taken'],
    ['the same term twice', `${taught}    - knowledge: { id: kd, temperature: 1 }`, 'KD_E_RECIPE_CONFLICT', 'r.yaml:13:7', 'a second term called "kd"'],
    ['a term called task', edit('- knowledge: kd', '- { knowledge: kd, name: task }'), 'KD_E_RECIPE_NAME', 'r.yaml:12:30', '"task" is the cross-entropy'],
    ['layers and mapping', edit('- knowledge: kd', '- { knowledge: kd, layers: { a: b }, mapping: last }'), 'KD_E_RECIPE_CONFLICT', 'r.yaml:12:24', 'both'],
    ['an unknown preset', `${taught}extends: quik`, 'KD_E_RECIPE_PRESET', 'r.yaml:13:10', 'did you mean "quick"?'],
    ['an inherited preset', `${taught}extends: [constructor]`, 'KD_E_RECIPE_PRESET', 'r.yaml:13:11', 'preset "constructor"'],
    ['terms without a teacher', `${least}objective: { terms: [{ knowledge: kd }] }`, 'KD_E_RECIPE_CONFLICT', 'r.yaml:4:14', 'Add a `teacher`'],
    [
      'terms of an arm alone',
      `${taught}compare: { a: { strategy: alone, objective: { terms: [{ knowledge: kd }] } } }`,
      'KD_E_RECIPE_CONFLICT',
      'r.yaml:13:47',
      'has no teacher',
    ],
    ['offline without a teacher', `${least}strategy: offline`, 'KD_E_RECIPE_MISSING', 'r.yaml:4:11', 'needs a "teacher"'],
    ['a teacher and nothing to learn', edit('objective:\n  terms:\n    - knowledge: kd\n', ''), 'KD_E_RECIPE_MISSING', undefined, 'nothing would be distilled'],
    [
      "a member's training",
      edit('model: convnet', 'id: committee\n  members: [{ model: mlp, training: { epoch: 1 } }]'),
      'KD_E_RECIPE_UNKNOWN_KEY',
      'r.yaml:6:39',
      '"epochs"',
    ],
  ])('%s', (_, text, code, where, message) => {
    const error = faultOf(at(text));
    expect(error.message).toContain(`[${code}]`);
    expect(error.code).toBe(code);
    if (where !== undefined) expect(error.detail.where).toBe(where);
    if (message !== undefined) expect(error.message).toContain(message);
  });

  test('several problems are reported together, in the order of the text', () => {
    const run = at('name: UPPER\nfoo: 1\nstudent: 4\ndata: { sorce: digits }\n');
    expect(faultsOf(run).map(({ code, detail }) => `${detail.where} ${code}`)).toEqual([
      'r.yaml:2:1 KD_E_RECIPE_UNKNOWN_KEY',
      'r.yaml:3:10 KD_E_RECIPE_VALUE',
      'r.yaml:4:1 KD_E_RECIPE_MISSING',
      'r.yaml:4:9 KD_E_RECIPE_UNKNOWN_KEY',
    ]);
    expect(faultOf(run).code).toBe('KD_E_RECIPE_INVALID');
    expect(faultOf(run).message).toMatchInlineSnapshot(`
      "r.yaml has 4 problems:
        r.yaml:2:1: unknown key "foo" in the recipe. Expected one of "name", "data", "student", "extends", "seed", "seeds", "engine", "plugins", "teacher", "objective", "strategy", "view", "training", "compare", "report". Use a valid key. [KD_E_RECIPE_UNKNOWN_KEY]
        r.yaml:3:10: student. Expected a text, or a map. Received 4. Correct the value. [KD_E_RECIPE_VALUE]
        r.yaml:4:1: "source" is missing in data. Expected a text, or a map. Add the key. [KD_E_RECIPE_MISSING]
        r.yaml:4:9: unknown key "sorce" in data. Expected one of "source", "test", "validation", "labels", "fraction", "classes"; did you mean "source"? Use a valid key. [KD_E_RECIPE_UNKNOWN_KEY]
      Nothing was run. Correct them; each is an error of its own in \`cause.errors\`. [KD_E_RECIPE_INVALID]"
    `);
  });

  test('at most ten problems are printed, and the rest counted', () => {
    const error = faultOf(at(`${least}${Array.from({ length: 14 }, (_, i) => `k${i}: 1\n`).join('')}`));
    expect(error.message.match(/KD_E_RECIPE_UNKNOWN_KEY/g)).toHaveLength(10);
    expect(error.message).toContain('and 4 more');
  });
});
