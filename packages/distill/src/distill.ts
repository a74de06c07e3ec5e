// distill(): a whole run in one typed call, with the application's own models and arrays or with anything a recipe can say.
import type { MemoryDatasetOptions } from '@retort/data';
import type { Callback, Choice, Contribution, Plugin } from '@retort/kernel';
import { isLayersStudent } from '@retort/models';
import { type DataInput, type RecipeInput, recipeFromObject, resolveRecipe, type TrainingInput } from '@retort/recipe';
import type { RunEvidence, RunSummary } from '@retort/report';
import { createRetort } from './create-retort.ts';
import { givenCallbacks, givenData, givenModel, givenPlugin, type LayersModel } from './given.ts';
import { type RetortEvent, startRun } from './run/start-run.ts';

/** Arrays in memory as the source; the other keys say, as in a recipe, how they are split. */
export type ArrayData = Omit<DataInput, 'source'> & { readonly source: MemoryDatasetOptions };

/** A network of the application's own as the teacher: trained by the run where `training` is given, else taken as it is. */
export interface GivenTeacher {
  readonly model: LayersModel;
  readonly training?: TrainingInput;
}

export interface DistillInput extends Omit<RecipeInput, 'teacher' | 'student' | 'data' | 'plugins'> {
  /** A trained `tf.LayersModel`, one to be trained, or what a recipe says. */
  readonly teacher?: LayersModel | GivenTeacher | RecipeInput['teacher'];
  /** A `tf.LayersModel` (it is copied with its weights), or a model family. */
  readonly student: LayersModel | Choice;
  readonly data: ArrayData | DataInput;
  /** Called beside the callbacks that `training` names. */
  readonly callbacks?: readonly Callback[];
  /** Set up after the default plugins. */
  readonly plugins?: readonly Plugin[];
  /** Where checkpoints, metrics, students and the report go. Without it nothing is written. */
  readonly folder?: string;
  /** Continue what is in the folder. */
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RetortEvent) => void | Promise<void>;
}

export interface Distilled {
  /** The distilled student of the first seed. The caller disposes it. */
  readonly student: LayersModel;
  readonly summary: RunSummary;
  readonly evidence: RunEvidence;
}

/**
 * Runs the recipe and returns the distilled student. The same input gives the same numbers as the same recipe in YAML.
 * Returns `undefined` where `signal` interrupted the run; with a folder it can be resumed. The models given stay as they are:
 * every seed and every arm starts from a copy of them.
 */
export function distill(input: DistillInput & { readonly signal?: never }): Promise<Distilled>;
export function distill(input: DistillInput): Promise<Distilled | undefined>;
export async function distill(input: DistillInput): Promise<Distilled | undefined> {
  const { teacher, student, data, callbacks = [], plugins = [], folder, resume, signal, onEvent, ...rest } = input;
  const given: Contribution[] = [...givenCallbacks(callbacks)];
  const recipeInput: RecipeInput = {
    ...rest,
    ...(teacher === undefined ? {} : { teacher: teacherChoice(teacher, 'given-teacher', given) }),
    student: modelChoice(student, 'given-student', given),
    data: dataChoice(data, given),
    ...(callbacks.length === 0
      ? {}
      : { training: { ...rest.training, callbacks: [...(rest.training?.callbacks ?? []), ...callbacks.map((_, index) => `given-callback-${index}`)] } }),
  };
  const retort = await createRetort({ plugins: given.length === 0 ? plugins : [...plugins, givenPlugin(given)] });
  try {
    const run = { recipe: resolveRecipe(recipeFromObject(recipeInput), retort), retort };
    const options = { ...(folder === undefined ? {} : { folder }), ...(resume === undefined ? {} : { resume }), ...(signal === undefined ? {} : { signal }) };
    return await collect(startRun({ ...run, ...options }), run.recipe.seeds[0]!, onEvent);
  } finally {
    await retort.dispose();
  }
}

async function collect(events: AsyncIterable<RetortEvent>, seed: number, onEvent: DistillInput['onEvent']): Promise<Distilled | undefined> {
  let student: LayersModel | undefined;
  try {
    for await (const event of events) {
      await onEvent?.(event);
      if (event.kind === 'student' && event.seed === seed && event.arm === 'distilled' && isLayersStudent(event.student)) {
        event.keep();
        student = event.student.model;
      }
      if (event.kind === 'done') return { student: student!, summary: event.summary, evidence: event.evidence };
    }
  } catch (error) {
    student?.dispose();
    throw error;
  }
  student?.dispose();
  return undefined;
}

function isModel(value: unknown): value is LayersModel {
  return typeof value === 'object' && value !== null && 'layers' in value && Array.isArray(value.layers);
}

/** Whatever else it is, recipe validation explains. */
function hasArrays(data: ArrayData | DataInput | undefined): data is ArrayData {
  return typeof data?.source === 'object' && data.source !== null && 'inputs' in data.source && !('id' in data.source);
}

function modelChoice(value: LayersModel | Choice, id: string, given: Contribution[]): Choice {
  if (!isModel(value)) return value;
  given.push(givenModel(id, value));
  return id;
}

function teacherChoice(value: NonNullable<DistillInput['teacher']>, id: string, given: Contribution[]): NonNullable<RecipeInput['teacher']> {
  if (isModel(value)) return { model: modelChoice(value, id, given) };
  if (typeof value !== 'object' || !isModel(value.model)) return value as NonNullable<RecipeInput['teacher']>;
  return { ...value, model: modelChoice(value.model, id, given) };
}

function dataChoice(data: ArrayData | DataInput, given: Contribution[]): DataInput {
  if (!hasArrays(data)) return data;
  const { source, ...split } = data;
  given.push(givenData('given-data', source));
  return { ...split, source: 'given-data' };
}
