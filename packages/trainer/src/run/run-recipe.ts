// A whole run: for every seed the data are split, the teacher is prepared, and every arm is run. Resuming walks the same way:
// finished stages are restored, not trained.
import { openData } from '@retort/data';
import { type CaptureStep, checkId, type Dataset, type Maker, type Recipe, retortError } from '@retort/kernel';
import { randomStream } from '@retort/tensor';
import { prepareTeacher } from './prepare-teacher.ts';
import { briefParts } from './rehearsal.ts';
import { runArm } from './run-arm.ts';
import type { RunEvent } from './run-event.ts';
import type { RunStore } from './run-store.ts';
import { slotsOf, TEACHER_ARM, type World } from './world.ts';

export interface RunInput {
  readonly recipe: Recipe;
  readonly maker: Maker;
  readonly dataset: Dataset;
  readonly store?: RunStore;
  readonly signal?: AbortSignal;
  /** Of the engine's session, where it has one: steps are captured then. */
  readonly capture?: CaptureStep;
  /** One batch of every stage only, twice: whether the whole run works. */
  readonly rehearsal?: boolean;
}

/** Ends early, after an `interrupted` event, when the signal is aborted. The engine must have been started. */
export async function* runRecipe({ recipe, maker, dataset, store, signal, capture, rehearsal = false }: RunInput): AsyncGenerator<RunEvent, void> {
  checkArms(recipe);
  for (const [index, seed] of recipe.seeds.entries()) {
    yield { kind: 'seed', seed, index, count: recipe.seeds.length };
    const parts = openData(dataset, recipe.data, seed);
    const data = rehearsal ? briefParts(parts) : parts;
    const world: World = { recipe, seed, maker, data, random: randomStream(seed, 'run'), store, signal, capture, rehearsal };
    const source = recipe.teacher === undefined ? undefined : maker.make('teacher', recipe.teacher, 'teacher');
    const teachers = slotsOf(world);
    try {
      const taught = yield* prepareTeacher(world, source, teachers);
      if (taught === undefined) return;
      try {
        if (taught.participant !== undefined) yield { kind: 'participant', participant: taught.participant };
        for (const arm of Object.keys(recipe.arms)) {
          if (!(yield* runArm(world, arm, taught))) return;
        }
      } finally {
        taught.teacher?.dispose();
      }
    } finally {
      teachers.dispose();
    }
  }
}

/** @throws KD_E_ID_INVALID */
export function checkArms({ arms }: Recipe): void {
  for (const arm of Object.keys(arms)) {
    checkId(arm, 'name of an arm');
    if (arm === TEACHER_ARM)
      throw retortError('KD_E_ID_INVALID', { what: 'the name of an arm', expected: `anything but "${TEACHER_ARM}"`, received: `"${arm}"` });
  }
}
