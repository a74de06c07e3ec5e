// The umbrella's public names: distill() in one call, or a kernel and a run in two.
export { createRetort, defaultPlugins, type RetortOptions } from './create-retort.ts';
export { type ArrayData, type Distilled, type DistillInput, distill, type GivenTeacher } from './distill.ts';
export type { LayersModel } from './given.ts';
export { loadPlugins, locatePlugins } from './plugins/load-plugins.ts';
export { type DryRun, dryRun } from './run/dry-run.ts';
export { evaluateFolder, type FolderEvaluation } from './run/evaluate-folder.ts';
export { planRecipe } from './run/plan-recipe.ts';
export { readDescription } from './run/run-folder.ts';
export { type RetortEvent, type StartRun, startRun } from './run/start-run.ts';
export { retortVersion } from './version.ts';
