// `retort plan`: every stage's plan before anything is trained. Only the first stage of a strategy is known before it
// runs; a strategy that decides later stages from outcomes says so by having more.
import { planRecipe } from '@retort/distill';
import { loadRecipe, type RecipeOptions } from '../load-recipe.ts';
import { planText } from '../view/plan-text.ts';

export async function plan(path: string, options: RecipeOptions): Promise<void> {
  const { recipe, retort } = await loadRecipe(path, options);
  try {
    const plans = await planRecipe({ recipe, retort });
    for (const entry of plans) process.stdout.write(options.json ? `${JSON.stringify(entry)}\n` : `${planText(entry)}\n`);
  } finally {
    await retort.dispose();
  }
}
