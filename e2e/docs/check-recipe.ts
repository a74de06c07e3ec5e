// Reads a `yaml` block as a recipe and resolves it against the default plugins. A block that shows a part of a recipe is
// completed; a whole one is planned too, so that its layers exist and its shapes meet.
import { createRetort, loadPlugins, planRecipe } from '@retort/distill';
import { parseRecipe, resolveRecipe } from '@retort/recipe';
import { parse } from 'yaml';

/** What completes a part, key by key. */
const REST: Readonly<Record<string, string>> = {
  name: 'part',
  data: '{ source: digits }',
  teacher: '{ model: { id: convnet, widths: [16, 32] }, training: {} }',
  student: '{ id: mlp, hidden: [16] }',
  objective: '{ terms: [{ knowledge: kd }] }',
};

/** `folder` holds the files that the block names as plugins. Throws what a user would be told. */
export async function checkRecipe(text: string, { path, folder }: { readonly path: string; readonly folder: string }): Promise<'resolved' | 'planned'> {
  const keys = Object.keys((parse(text) as object | null) ?? {});
  const whole = keys.includes('name');
  const added = Object.entries(REST).filter(([key]) => !whole && !keys.includes(key));
  const document = parseRecipe(`${text}\n${added.map(([key, value]) => `${key}: ${value}\n`).join('')}`, { path });
  const retort = await createRetort({ plugins: await loadPlugins(document.input.plugins ?? [], folder), output: () => undefined });
  try {
    const recipe = resolveRecipe(document, retort);
    if (!whole || idOf(recipe.data.source) !== 'digits') return 'resolved';
    await planRecipe({ recipe, retort });
    return 'planned';
  } finally {
    await retort.dispose();
  }
}

function idOf(choice: string | { readonly id: string }): string {
  return typeof choice === 'string' ? choice : choice.id;
}
