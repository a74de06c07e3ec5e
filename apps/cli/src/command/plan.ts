// `retort plan`: every stage of every arm before anything is trained. A strategy that decides by outcomes shows one way that it
// may take: no number is known yet.
import { planRecipe } from '@retort/distill';
import { loadRecipe, type RecipeOptions } from '../load-recipe.ts';
import { planText } from '../view/plan-text.ts';

export async function plan(path: string, options: RecipeOptions): Promise<void> {
  const { recipe, retort } = await loadRecipe(path, options);
  try {
    const planned = await planRecipe({ recipe, retort });
    const { teacher, arms } = planned;
    // One line for the teacher, where there is one, and one for each arm.
    const lines = [...(teacher === undefined ? [] : [{ teacher }]), ...arms].map((line) => JSON.stringify(line));
    process.stdout.write(options.json ? `${lines.join('\n')}\n` : `${planText(planned)}\n`);
  } finally {
    await retort.dispose();
  }
}
