// A valid recipe input to the kernel's `Recipe`: presets, defaults and arms written out. Ids are not looked at here.
import type { ArmSpec, Choice, ObjectiveSpec, Recipe, TermSpec, TrainingSpec } from '@retort/kernel';
import type { ArmInput, ObjectiveInput, RecipeInput, TeacherInput, TermInput, TrainingInput } from '../recipe-input.ts';
import { applyPresets } from './apply-presets.ts';
import { defaults } from './defaults.ts';
import { isMap, merge } from './merge.ts';

/** The name of the recipe's own arm. */
export const MAIN_ARM = 'distilled';

/** A frozen copy; shares nothing with the input. */
export function completeRecipe(input: RecipeInput): Recipe {
  const recipe = applyPresets(input);
  const { seed, seeds, data, report } = recipe;
  const main = mainArm(recipe);
  const arms = Object.entries(recipe.compare ?? {}).map(([name, change]) => [name, completeArm(changeArm(main, change))] as const);
  return freeze(
    structuredClone({
      name: recipe.name,
      seeds: seeds ?? (seed === undefined ? defaults.seeds : [seed]),
      engine: recipe.engine ?? defaults.engine,
      plugins: recipe.plugins ?? defaults.plugins,
      data: { ...defaults.data, ...data },
      ...(recipe.teacher === undefined ? {} : { teacher: completeTeacher(recipe.teacher) }),
      arms: Object.fromEntries([...arms, [MAIN_ARM, completeArm(main)]]),
      report: { ...defaults.report, ...report },
    }),
  );
}

type Arm = ArmInput & Required<Pick<ArmInput, 'strategy'>>;

function mainArm({ student, objective, strategy, view, training, teacher }: RecipeInput): Arm {
  return {
    student,
    strategy: strategy ?? (teacher === undefined ? defaults.strategy.untaught : defaults.strategy.taught),
    ...(objective === undefined ? {} : { objective }),
    ...(view === undefined ? {} : { view }),
    ...(training === undefined ? {} : { training }),
  };
}

/** Whether an arm has no teacher to learn from, so that its objective is the task alone. */
export const isAlone = (strategy: Choice): boolean => (typeof strategy === 'string' ? strategy : strategy.id) === defaults.strategy.untaught;

/** An arm that turns to `alone` leaves the main objective behind: its weights mean nothing without a teacher. */
function changeArm(main: Arm, change: ArmInput): Arm {
  const arm = merge(main, change) as Arm;
  if (!isAlone(arm.strategy)) return arm;
  const { objective: _, ...rest } = arm;
  return change.objective === undefined ? rest : { ...rest, objective: change.objective };
}

function completeArm({ student, objective, strategy, view, training }: Arm): ArmSpec {
  return {
    student: student as Choice,
    objective: completeObjective(objective ?? {}),
    strategy,
    view: view ?? defaults.view,
    training: completeTraining(training),
  };
}

function completeObjective({ id, task, terms }: ObjectiveInput): ObjectiveSpec {
  return { ...(id === undefined ? {} : { id }), task: task ?? defaults.objective.task, terms: (terms ?? defaults.objective.terms).map(completeTerm) };
}

function completeTerm({ layers, ...term }: TermInput): TermSpec {
  const mapping = layers === undefined ? {} : { mapping: { id: 'pairs', pairs: layers } };
  return { ...term, weight: term.weight ?? defaults.weight, ...mapping };
}

function completeTraining(training: TrainingInput = {}): TrainingSpec {
  return { ...defaults.training, ...training };
}

function completeTeacher(teacher: TeacherInput): Choice {
  if (typeof teacher === 'string') return teacher;
  return { id: defaults.teacherId, ...(completeNested(teacher) as Readonly<Record<string, unknown>>) };
}

/** Completes every map called `training`, so that the members of a committee need no more than a single model. */
function completeNested(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(completeNested);
  if (!isMap(part)) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, key === 'training' && isMap(value) ? completeTraining(value) : completeNested(value)]),
  );
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}
