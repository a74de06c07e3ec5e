// What a schema cannot say: keys that contradict each other, names that are taken, presets that do not exist.
import { expectedName } from '@retort/kernel';
import { presetNames } from '../complete/apply-presets.ts';
import { completeRecipe, isAlone, MAIN_ARM } from '../complete/complete-recipe.ts';
import { defaults } from '../complete/defaults.ts';
import { presets } from '../complete/presets.ts';
import { type Places, pathText, type RecipePath, valueAt } from '../document/recipe-document.ts';
import type { ObjectiveInput, RecipeInput } from '../recipe-input.ts';
import { isArmName, isFolderName } from './names.ts';
import type { Problem } from './problems.ts';

/** Names that other parts of a run folder have. */
const TAKEN: ReadonlySet<string> = new Set(['teacher', MAIN_ARM]);

export function meaningProblems(input: RecipeInput, places: Places): readonly Problem[] {
  const arms = Object.keys(input.compare ?? {});
  const found = [
    ...nameProblems(input, arms, places),
    ...seedProblems(input, places),
    ...presetProblems(input, places),
    ...termProblems(input.objective, ['objective'], places),
    ...arms.flatMap((arm) => termProblems(input.compare?.[arm]?.objective, ['compare', arm, 'objective'], places)),
  ];
  return found.length > 0 ? found : teachingProblems(input, places);
}

function nameProblems({ name }: RecipeInput, arms: readonly string[], places: Places): readonly Problem[] {
  const bad = arms.filter((arm) => !isArmName(arm) || TAKEN.has(arm));
  return [
    ...(isFolderName(name)
      ? []
      : [
          {
            code: 'KD_E_RECIPE_NAME',
            place: places.place(['name']),
            what: 'name',
            expected: 'something like "digits-kd"',
            received: JSON.stringify(name),
          } as const,
        ]),
    ...bad.map(
      (arm): Problem => ({
        code: 'KD_E_RECIPE_NAME',
        place: places.place(['compare', arm], 'key'),
        what: TAKEN.has(arm) ? `the name "${arm}" is taken` : 'the name of an arm',
        expected: 'something like "alone"; it starts with a letter',
        received: JSON.stringify(arm),
      }),
    ),
  ];
}

function seedProblems({ seed, seeds }: RecipeInput, places: Places): readonly Problem[] {
  const twice = (seeds ?? []).flatMap((value, index) => (seeds?.indexOf(value) === index ? [] : [{ value, index }]));
  return [
    ...(seed !== undefined && seeds !== undefined
      ? [{ code: 'KD_E_RECIPE_CONFLICT', place: places.place(['seed'], 'key'), what: 'both "seed" and "seeds"' } as const]
      : []),
    ...twice.map(
      ({ value, index }): Problem => ({
        code: 'KD_E_RECIPE_VALUE',
        place: places.place(['seeds', index]),
        what: `seed ${value} stands twice`,
        expected: 'each seed once: the same seed gives the same run, not a second sample of it',
      }),
    ),
  ];
}

function presetProblems(input: RecipeInput, places: Places): readonly Problem[] {
  return presetNames(input).flatMap((name, index) =>
    presets.has(name)
      ? []
      : [
          {
            code: 'KD_E_RECIPE_PRESET',
            place: places.place(typeof input.extends === 'string' ? ['extends'] : ['extends', index]),
            what: `preset "${name}"`,
            expected: expectedName(name, presets.keys()),
          } as const,
        ],
  );
}

function termProblems(objective: ObjectiveInput | undefined, base: RecipePath, places: Places): readonly Problem[] {
  const seen = new Set<string>();
  return (objective?.terms ?? []).flatMap((term, index): readonly Problem[] => {
    const path = [...base, 'terms', index];
    const name = term.name ?? (typeof term.knowledge === 'string' ? term.knowledge : term.knowledge.id);
    const repeated = seen.has(name);
    seen.add(name);
    return [
      ...(term.layers !== undefined && term.mapping !== undefined
        ? [{ code: 'KD_E_RECIPE_CONFLICT', place: places.place([...path, 'layers'], 'key'), what: `both "layers" and "mapping" in ${pathText(path)}` } as const]
        : []),
      ...(repeated
        ? [
            {
              code: 'KD_E_RECIPE_CONFLICT',
              place: places.place(path),
              what: `a second term called "${name}"`,
              action: 'Give one of them a `name` of its own.',
            } as const,
          ]
        : []),
      ...(term.name !== undefined && (!isFolderName(term.name) || term.name === 'task')
        ? [
            {
              code: 'KD_E_RECIPE_NAME',
              place: places.place([...path, 'name']),
              what: 'the name of a term',
              expected: 'something like "hints"; "task" is the cross-entropy with the labels',
              received: JSON.stringify(term.name),
            } as const,
          ]
        : []),
    ];
  });
}

/** Knowledge without anyone to learn from, and a teacher that nobody learns from. */
function teachingProblems(input: RecipeInput, places: Places): readonly Problem[] {
  const { arms, teacher } = completeRecipe(input);
  return Object.entries(arms).flatMap(([name, { strategy, objective }]): readonly Problem[] => {
    const own: RecipePath = name === MAIN_ARM ? [] : ['compare', name];
    const base = valueAt(input, [...own, 'objective']) === undefined ? [] : own;
    const id = typeof strategy === 'string' ? strategy : strategy.id;
    if (isAlone(strategy) && objective.terms.length > 0)
      return [
        {
          code: 'KD_E_RECIPE_CONFLICT',
          place: places.place([...base, 'objective', 'terms'], 'key'),
          what: `the arm "${name}" has knowledge terms, but the strategy "${id}" has no teacher`,
          action: teacher === undefined ? 'Add a `teacher`, or remove the terms.' : 'Remove the terms, or choose a strategy with a teacher.',
        },
      ];
    if (id !== defaults.strategy.taught) return [];
    if (teacher === undefined)
      return [{ code: 'KD_E_RECIPE_MISSING', place: places.place([...own, 'strategy']), what: `the strategy "${id}" needs a "teacher"` }];
    if (objective.terms.length > 0) return [];
    return [
      {
        code: 'KD_E_RECIPE_MISSING',
        place: places.place([...base, 'objective']),
        what: `the arm "${name}" has a teacher but no knowledge term, so nothing would be distilled`,
        expected: 'at least one entry in `objective.terms`',
      },
    ];
  });
}
