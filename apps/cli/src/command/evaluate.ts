// `retort eval`: a saved model folder measured on the test samples of a recipe's data.
import { evaluateFolder } from '@retort/distill';
import { loadRecipe, type RecipeOptions } from '../load-recipe.ts';
import { metricsText } from '../view/tables.ts';

export async function evaluate(model: string, path: string, options: RecipeOptions): Promise<void> {
  const { recipe, retort } = await loadRecipe(path, options);
  try {
    const result = await evaluateFolder({ recipe, retort, folder: model });
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${metricsText(result.metrics)}\n`);
  } finally {
    await retort.dispose();
  }
}
