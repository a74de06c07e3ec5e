// The JSON Schema: the published file is fresh, valid as a schema, and knows what is registered when it has a maker.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { testMaker } from '../test/maker.ts';
import { full, least, taught } from '../test/recipes.ts';
import { defaults } from './complete/defaults.ts';
import { presets } from './complete/presets.ts';
import { parseRecipe } from './parse-recipe.ts';
import { recipeSchema } from './recipe-schema.ts';

// An independent reading of the schema: zod's own JSON Schema importer, which knows nothing of how it was made.
const admits = (schema: object, recipe: unknown): boolean => z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(recipe).success;
const input = (text: string) => JSON.parse(JSON.stringify(parseRecipe(text).input)) as Record<string, unknown>;

test('the published file is what the code gives: run `npm run schema -w packages/recipe` where it is not', async () => {
  const file = new URL('../recipe.schema.json', import.meta.url);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(recipeSchema());
});

test('without a maker it admits any id and no unknown key', () => {
  const schema = recipeSchema();
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(JSON.stringify(schema)).not.toContain('"axis"');
  for (const text of [full, least, taught]) expect(admits(schema, input(text))).toBe(true);
  expect(admits(schema, { ...input(least), student: 'anything' })).toBe(true);
  expect(admits(schema, { ...input(least), sutdent: 'mlp' })).toBe(false);
  expect(admits(schema, { ...input(least), training: { epoch: 3 } })).toBe(false);
  expect(admits(schema, { ...input(least), extends: 'quick' })).toBe(true);
  expect(admits(schema, { ...input(least), extends: 'slow' })).toBe(false);
});

test('with a maker it admits registered ids with their options, and nothing else', async () => {
  const schema = recipeSchema(await testMaker());
  for (const text of [full, least, taught]) expect(admits(schema, input(text))).toBe(true);
  for (const student of ['anything', 'mlp', { id: 'mlp' }, { id: 'mlp', hiden: [1] }, { id: 'mlp', hidden: [0] }])
    expect(admits(schema, { ...input(least), student })).toBe(false);
  expect(admits(schema, { ...input(least), student: { id: 'convnet' } })).toBe(true);
  expect(admits(schema, { ...input(least), engine: 'auto' })).toBe(true);
  expect(admits(schema, { ...input(least), engine: 'abacus' })).toBe(false);
  expect(admits(schema, { ...input(taught), teacher: { id: 'committee', members: [{ model: 'mlp' }] } })).toBe(false);
});

test('choices inside options are known by their ids; what they contain is checked when the recipe is resolved', async () => {
  const schema = recipeSchema(await testMaker());
  expect(JSON.stringify(schema)).not.toContain('"axis"');
  const strategies = [
    { id: 'chain', last: 'mutual' },
    { id: 'chain', last: { id: 'chain', last: 'anything' } },
    { id: 'chain', assistants: [{ model: 'convnet', training: { optimizer: { id: 'sgd', rate: 1 }, epochs: 3 } }] },
  ];
  for (const strategy of strategies) expect(admits(schema, { ...input(taught), strategy })).toBe(true);
  const wrong = [
    { id: 'chain', last: 'mutal' },
    { id: 'chain', last: { last: 'mutual' } },
    { id: 'chain', assistants: [{ model: 'convnett' }] },
    { id: 'chain', assistants: [{ model: 'convnet', training: { epoch: 3 } }] },
    { id: 'chain', objective: { terms: [{ knowledge: 'kdd' }] } },
  ];
  for (const strategy of wrong) expect(admits(schema, { ...input(taught), strategy })).toBe(false);
});

test('defaults are what the README says', async () => {
  const readme = (await readFile(new URL('../README.md', import.meta.url), 'utf8')).replaceAll(/ +/g, ' ');
  const { data, objective, training, report } = defaults;
  const rows: Record<string, unknown> = {
    seeds: defaults.seeds,
    engine: defaults.engine,
    plugins: defaults.plugins,
    ...Object.fromEntries(Object.entries(data).map(([key, value]) => [`data.${key}`, value])),
    'objective.task': objective.task,
    'objective.terms': objective.terms,
    view: defaults.view,
    ...Object.fromEntries(Object.entries(training).map(([key, value]) => [`training.${key}`, value])),
    ...Object.fromEntries(Object.entries(report).map(([key, value]) => [`report.${key}`, value])),
  };
  for (const [key, value] of Object.entries(rows)) expect(readme).toContain(`| \`${key}\` | \`${JSON.stringify(value)}\` |`);
  for (const [name, { summary }] of presets) expect(readme).toContain(`| \`${name}\` | ${summary} |`);
});
