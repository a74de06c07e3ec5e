// The plan of a recipe: every stage of the teacher's members and of every arm, before anything is trained.
import type { Kernel, Recipe } from '@retort/kernel';
import { startEngine } from '@retort/tensor';
import { planArms, type RecipePlan } from '@retort/trainer';

/** Throws what a run would throw before its first batch. */
export async function planRecipe({ recipe, retort }: { readonly recipe: Recipe; readonly retort: Kernel }): Promise<RecipePlan> {
  const maker = retort.run();
  try {
    const engine = await startEngine(maker, recipe.engine);
    try {
      const dataset = await maker.make('dataset', recipe.data.source, 'data.source').load();
      return await planArms({ recipe, maker, dataset });
    } finally {
      await engine.dispose();
    }
  } finally {
    await maker.dispose();
  }
}
