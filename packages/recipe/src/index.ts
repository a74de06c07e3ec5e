// Recipes: YAML, JSON or TypeScript in, the kernel's `Recipe` out. Nothing that a recipe names is loaded or run here.
export { applySettings } from './apply-settings.ts';
export { defaults } from './complete/defaults.ts';
export { type Preset, presets } from './complete/presets.ts';
export type { Place, RecipeDocument, RecipePath } from './document/recipe-document.ts';
export { parseRecipe, recipeFromObject } from './parse-recipe.ts';
export { parseResolvedRecipe } from './parse-resolved-recipe.ts';
export type {
  ArmInput,
  DataInput,
  ObjectiveInput,
  RecipeInput,
  ReportInput,
  ScheduleInput,
  TeacherInput,
  TermInput,
  TrainingInput,
} from './recipe-input.ts';
export { recipeSchema } from './recipe-schema.ts';
export { resolveRecipe } from './resolve-recipe.ts';
export type { JsonSchema } from './schema/keys-at.ts';
