// The plans of a recipe before anything is trained: for the teacher's members and for the first stage of every arm. Later
// stages of a strategy are decided by outcomes, so they are not known yet.
import type { Kernel, Recipe } from '@retort/kernel';
import { startEngine } from '@retort/tensor';
import { type PlanDescription, planArms } from '@retort/trainer';

export interface ArmPlan {
  readonly arm: string;
  readonly plan: PlanDescription;
}

export async function planRecipe({ recipe, retort }: { readonly recipe: Recipe; readonly retort: Kernel }): Promise<readonly ArmPlan[]> {
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
