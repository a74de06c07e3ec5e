// A recipe document and the loaded plugins to the kernel's `Recipe`. Every id and every option is checked here, before the
// first batch, and every problem is reported at the place where it was written.
import type { ArmSpec, Choice, Maker, Recipe, Schedulable, TrainingSpec } from '@retort/kernel';
import { throwProblems } from './check/problems.ts';
import { completeRecipe, MAIN_ARM } from './complete/complete-recipe.ts';
import type { RecipeDocument, RecipePath } from './document/recipe-document.ts';
import { type Checking, checkChoice } from './resolve/check-choice.ts';
import { armCandidates, type Candidates, pathOf } from './resolve/located.ts';

/** The engine that is not a contribution: the fastest present. */
const AUTO = 'auto';

/**
 * The complete recipe, frozen. Contributions are made once, to be checked, and dropped; making one starts nothing.
 * Throws `KD_E_RECIPE_ID`, `KD_E_RECIPE_OPTIONS`, `KD_E_RECIPE_CHOICE`, or `KD_E_RECIPE_INVALID` for several.
 */
export function resolveRecipe(document: RecipeDocument, maker: Maker): Recipe {
  const recipe = completeRecipe(document.input);
  const checking: Checking = { document, maker, problems: [] };
  if (idOf(recipe.engine) !== AUTO) checkChoice(checking, 'engine', recipe.engine, from(['engine']));
  checkChoice(checking, 'dataset', recipe.data.source, from(['data', 'source']));
  if (recipe.teacher !== undefined) checkTeacher(checking, recipe.teacher);
  for (const [name, arm] of Object.entries(recipe.arms)) checkArm(checking, arm, name === MAIN_ARM ? from([]) : armCandidates(document, name));
  throwProblems(document.name, checking.problems);
  return recipe;
}

const idOf = (choice: Choice): string => (typeof choice === 'string' ? choice : choice.id);

const from =
  (base: RecipePath): Candidates =>
  (inside) => [[...base, ...inside]];

const below =
  (at: Candidates, ...path: RecipePath): Candidates =>
  (inside) =>
    at([...path, ...inside]);

/** The teacher, its members' networks, how each is trained, and how they are weighed. */
function checkTeacher(checking: Checking, teacher: Choice): void {
  const at = from(['teacher']);
  const source = checkChoice(checking, 'teacher', teacher, at);
  for (const { model, training } of source?.members ?? []) {
    if (model === undefined) continue;
    checkChoice(checking, 'family', model, below(at, ...(pathOf(teacher, model) ?? [])));
    if (training !== undefined) checkTraining(checking, training, below(at, ...(pathOf(teacher, training) ?? [])));
  }
  if (source?.merge === undefined) return;
  const { weights } = source.merge;
  const there = below(at, ...(pathOf(teacher, weights) ?? []));
  const weighting = checkChoice(checking, 'weighting', weights, there);
  for (const [name, feed] of Object.entries(weighting?.feeds ?? {})) checkInner(checking, weights, feed, name, there);
}

function checkArm(checking: Checking, { student, objective, strategy, training }: ArmSpec, at: Candidates): void {
  checkChoice(checking, 'family', student, below(at, 'student'));
  checkChoice(checking, 'strategy', strategy, below(at, 'strategy'));
  if (objective.id !== undefined) checkChoice(checking, 'objective', objective.id, below(at, 'objective', 'id'));
  checkSchedule(checking, objective.task, below(at, 'objective', 'task'));
  for (const [index, term] of objective.terms.entries()) {
    const here = below(at, 'objective', 'terms', index);
    checkSchedule(checking, term.weight, below(here, 'weight'));
    const knowledge = checkChoice(checking, 'knowledge', term.knowledge, below(here, 'knowledge'));
    for (const [name, feed] of Object.entries(knowledge?.feeds ?? {})) checkInner(checking, term.knowledge, feed, name, below(here, 'knowledge'));
    if (term.mapping !== undefined) checkChoice(checking, 'mapping', term.mapping, mappingAt(here));
    if (term.connector !== undefined) checkChoice(checking, 'connector', term.connector, below(here, 'connector'));
  }
  checkTraining(checking, training, below(at, 'training'));
}

function checkTraining(checking: Checking, { optimizer, callbacks, augment }: TrainingSpec, at: Candidates): void {
  const made = checkChoice(checking, 'optimizer', optimizer, below(at, 'optimizer'));
  if (made !== undefined) checkInner(checking, optimizer, made.rate, 'rate', below(at, 'optimizer'));
  for (const [index, callback] of callbacks.entries()) checkChoice(checking, 'callback', callback, below(at, 'callbacks', index));
  for (const [index, augmentation] of augment.entries()) checkChoice(checking, 'augmentation', augmentation, below(at, 'augment', index));
}

/** A schedule that a contribution took from its options: located by its name, else by what it equals. */
function checkInner(checking: Checking, choice: Choice, value: Schedulable, name: string, at: Candidates): void {
  const path = typeof choice === 'object' && Object.hasOwn(choice, name) ? [name] : (pathOf(choice, value) ?? []);
  checkSchedule(checking, value, below(at, ...path));
}

function checkSchedule(checking: Checking, value: Schedulable, at: Candidates): void {
  if (typeof value === 'number' || (typeof value === 'object' && typeof value['at' as keyof typeof value] === 'function')) return;
  checkChoice(checking, 'schedule', value as Choice, at);
}

/** A mapping stands under `mapping`, or as its options under `layers`. */
function mappingAt(at: Candidates): Candidates {
  return (inside) => [...at(['mapping', ...inside]), ...at(['layers', ...(inside[0] === 'pairs' ? inside.slice(1) : [])])];
}
