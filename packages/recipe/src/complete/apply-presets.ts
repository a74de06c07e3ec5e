// Puts the presets a recipe extends underneath it.
import type { RecipeInput } from '../recipe-input.ts';
import { isMap, merge } from './merge.ts';
import { presets } from './presets.ts';

export function presetNames({ extends: names }: RecipeInput): readonly string[] {
  return names === undefined ? [] : typeof names === 'string' ? [names] : names;
}

/** The recipe over its presets; a later preset lies over an earlier one. Names are checked before. */
export function applyPresets(input: RecipeInput): RecipeInput {
  const { extends: _, ...written } = input;
  const base = presetNames(input).reduce<unknown>((under, name) => merge(under, dataOf(name)), {});
  const { seeds, training, report } = base as RecipeInput;
  const taught = training !== undefined && isMap(written.teacher) && written.teacher.training !== undefined;
  return {
    ...written,
    ...(seeds !== undefined && written.seed === undefined && written.seeds === undefined ? { seeds } : {}),
    ...(training === undefined ? {} : { training: merge(training, written.training) as typeof training }),
    ...(report === undefined ? {} : { report: merge(report, written.report) as typeof report }),
    ...(taught ? { teacher: merge({ training }, written.teacher) as NonNullable<RecipeInput['teacher']> } : {}),
  };
}

function dataOf(name: string): unknown {
  const { summary: _, ...data } = presets.get(name)!;
  return data;
}
