// Settings `a.b=c`: what they change, how their values are read, and how their errors are told.
import { describe, expect, test } from 'vitest';
import { faultOf } from '../test/fault.ts';
import { testMaker } from '../test/maker.ts';
import { full, least, taught } from '../test/recipes.ts';
import { applySettings } from './apply-settings.ts';
import type { RecipeDocument } from './document/recipe-document.ts';
import { parseRecipe, recipeFromObject } from './parse-recipe.ts';
import { resolveRecipe } from './resolve-recipe.ts';

const read = (text: string): RecipeDocument => parseRecipe(text, { path: 'r.yaml' });
const set = (text: string, ...settings: string[]) => applySettings(read(text), settings).input;

describe('a setting', () => {
  test.each([
    ['a number', 'training.epochs=3', { training: { epochs: 3 } }],
    ['a fraction', 'data.test=0.25', { data: { source: 'digits', test: 0.25 } }],
    ['a text with spaces around', 'view= full ', { view: 'full' }],
    ['a quoted text with =', 'plugins=["./a=b.js"]', { plugins: ['./a=b.js'] }],
    ['a list', 'seeds=[4, 5]', { seeds: [4, 5] }],
    ['a map', 'student={ id: mlp, hidden: [1] }', { student: { id: 'mlp', hidden: [1] } }],
    ['an option of a choice', 'student.hidden=[8]', { student: { id: 'mlp', hidden: [8] } }],
    ['an option of a bare id', 'data.source.noise=0.5', { data: { source: { id: 'digits', noise: 0.5 } } }],
    ['a list index', 'student.hidden.0=4', { student: { id: 'mlp', hidden: [4] } }],
    ['an index after the last, which appends', 'student.hidden.1=4', { student: { id: 'mlp', hidden: [16, 4] } }],
    ['an arm that is new', 'compare.wide.student.hidden=[64]', { compare: { wide: { student: { hidden: [64] } } } }],
  ])('%s', (_, setting, changed) => {
    expect(set(least, setting)).toEqual({ ...read(least).input, ...changed });
  });

  test('reaches into terms and leaves the document as it was', () => {
    const document = read(full);
    const changed = applySettings(document, ['objective.terms.0.weight=0.5', 'objective.terms.0.knowledge.temperature=4']);
    expect(changed.input.objective?.terms?.[0]).toEqual({ knowledge: { id: 'kd', temperature: 4 }, weight: 0.5 });
    expect(document.input.objective?.terms?.[0]?.weight).toBe(0.9);
    expect(changed.input.objective?.terms?.[1]).toBe(document.input.objective?.terms?.[1]);
  });

  test('later ones win; `seed` takes the place of `seeds`, `mapping` of `layers`', () => {
    expect(set(full, 'training.epochs=1', 'training.epochs=2').training?.epochs).toBe(2);
    expect(set(full, 'seed=9')).not.toHaveProperty('seeds');
    expect(set(full, 'objective.terms.1.mapping=last').objective?.terms?.[1]).not.toHaveProperty('layers');
  });

  test('works on a recipe from an object', () => {
    const document = recipeFromObject({ name: 'a', data: { source: 'digits' }, student: 'mlp' });
    expect(applySettings(document, ['name=b']).input.name).toBe('b');
  });
});

describe('a setting that is wrong', () => {
  test.each([
    ['no =', 'training.epochs', 'KD_E_RECIPE_SETTING', 'something like training.epochs=3'],
    ['no path', '=3', 'KD_E_RECIPE_SETTING', 'something like'],
    ['a hole in the path', 'training..epochs=3', 'KD_E_RECIPE_SETTING', 'something like'],
    ['no value', 'training.epochs=', 'KD_E_RECIPE_SETTING', 'training.epochs=VALUE'],
    ['an unknown key', 'traning.epochs=3', 'KD_E_RECIPE_SETTING', 'did you mean "training"?'],
    ['an unknown key inside', 'training.epoch=3', 'KD_E_RECIPE_SETTING', 'unknown key "epoch" in training'],
    ['a key below a number', 'training.epochs.x=3', 'KD_E_RECIPE_SETTING', 'training.epochs'],
    ['an index that is too high', 'objective.terms.5.weight=1', 'KD_E_RECIPE_SETTING', 'an index from 0 to 1'],
    ['a key for an index', 'objective.terms.kd.weight=1', 'KD_E_RECIPE_SETTING', 'an index from 0 to 1'],
    ['__proto__', 'student.__proto__.x=1', 'KD_E_RECIPE_SETTING', '__proto__'],
    ['constructor', 'constructor=1', 'KD_E_RECIPE_SETTING', 'constructor'],
    ['an alias as value', 'name=*x', 'KD_E_RECIPE_ALIAS', 'an alias'],
    ['broken YAML', 'seeds=[1, 2', 'KD_E_RECIPE_SYNTAX', ''],
    ['a wrong value', 'training.epochs=many', 'KD_E_RECIPE_VALUE', 'Expected a number. Received "many"'],
    ['a wrong name', 'name=../x', 'KD_E_RECIPE_NAME', '../x'],
    ['a term without knowledge', 'objective.terms.1.weight=2', 'KD_E_RECIPE_MISSING', '"knowledge" is missing'],
  ])('%s', (_, setting, code, message) => {
    const error = faultOf(() => set(taught, setting));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.detail.where).toContain(`--set ${setting}`);
  });

  test('is named when an id in it is unknown, while the rest keeps its place in the file', async () => {
    const maker = await testMaker();
    const id = faultOf(() => resolveRecipe(applySettings(read(taught), ['student=mpl']), maker));
    expect([id.code, id.detail.where]).toEqual(['KD_E_RECIPE_ID', '--set student=mpl']);
    const other = faultOf(() => resolveRecipe(applySettings(read(taught.replace('kd', 'kdd')), ['seed=3']), maker));
    expect(other.detail.where).toBe('r.yaml:12:18');
  });
});
