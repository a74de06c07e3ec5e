// What TypeScript admits as a recipe, and that no schema library shows in the types.
import type { Maker, Recipe } from '@retort/kernel';
import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import {
  applySettings,
  parseRecipe,
  parseResolvedRecipe,
  type RecipeDocument,
  type RecipeInput,
  recipeFromObject,
  recipeSchema,
  resolveRecipe,
} from './index.ts';
import type { inputSchema } from './schema/input-schema.ts';

test('a recipe in TypeScript', () => {
  recipeFromObject({
    name: 'digits',
    seeds: [1, 2, 3],
    data: { source: 'digits', labels: 100 },
    teacher: { model: { id: 'convnet', widths: [16, 32] }, training: { epochs: 20 } },
    student: { id: 'mlp', hidden: [16] },
    objective: { task: 0.1, terms: [{ knowledge: { id: 'kd', temperature: { id: 'cosine', from: 8, to: 2 } }, weight: 0.9 }] },
    compare: { alone: { strategy: 'alone', view: 'labelled' }, wide: { student: { hidden: [32] } } },
  });
  // @ts-expect-error a student is needed
  recipeFromObject({ name: 'a', data: { source: 'digits' } });
  // @ts-expect-error the key is called training
  recipeFromObject({ name: 'a', data: { source: 'digits' }, student: 'mlp', trainig: {} });
  // @ts-expect-error a view is one of three
  recipeFromObject({ name: 'a', data: { source: 'digits' }, student: 'mlp', view: 'some' });
  // @ts-expect-error a recipe is data: a schedule is named, not given
  recipeFromObject({ name: 'a', data: { source: 'digits' }, student: 'mlp', objective: { task: { at: () => 1 } } });
});

test('signatures', () => {
  expectTypeOf(parseRecipe).returns.toEqualTypeOf<RecipeDocument>();
  expectTypeOf(recipeFromObject).parameter(0).toEqualTypeOf<RecipeInput>();
  expectTypeOf(resolveRecipe).toEqualTypeOf<(document: RecipeDocument, maker: Maker) => Recipe>();
  expectTypeOf(parseResolvedRecipe).returns.toEqualTypeOf<Recipe>();
  expectTypeOf(applySettings).parameter(1).toEqualTypeOf<readonly string[]>();
  expectTypeOf(recipeSchema).parameter(0).toEqualTypeOf<Maker | undefined>();
});

test('the schema and the type have the same keys', () => {
  type Admitted = z.input<typeof inputSchema>;
  expectTypeOf<keyof Admitted>().toEqualTypeOf<keyof RecipeInput>();
  expectTypeOf<keyof Admitted['data']>().toEqualTypeOf<keyof RecipeInput['data']>();
  expectTypeOf<keyof NonNullable<Admitted['training']>>().toEqualTypeOf<keyof NonNullable<RecipeInput['training']>>();
  expectTypeOf<keyof NonNullable<Admitted['report']>>().toEqualTypeOf<keyof NonNullable<RecipeInput['report']>>();
  expectTypeOf<keyof NonNullable<Admitted['objective']>>().toEqualTypeOf<keyof NonNullable<RecipeInput['objective']>>();
});
