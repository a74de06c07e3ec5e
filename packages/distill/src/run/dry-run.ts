// A rehearsal of a whole run: one batch through every part, in memory. It is stopped after the first step of each arm's
// first stage, resumed from what was saved, and taken to its end, report included. Nothing stays.
import { memoryFiles } from '@retort/files';
import type { ArmSpec, Choice, Kernel, Recipe, TrainingSpec } from '@retort/kernel';
import { type RetortEvent, startRun } from './start-run.ts';

export interface DryRun {
  readonly recipe: Recipe;
  readonly retort: Kernel;
  readonly signal?: AbortSignal;
}

const FOLDER = 'dry-run';

export async function* dryRun({ recipe, retort, signal }: DryRun): AsyncGenerator<RetortEvent, void> {
  const short = shorten(recipe);
  const store = { folder: FOLDER, files: memoryFiles(), limit: largestBatch(short) };
  const told = new Set<string>();
  // Each pass is cut off after one step and resumed, until a pass reaches the end.
  for (let pass = 0; ; pass++) {
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    signal?.addEventListener('abort', stop, { once: true });
    let interrupted = false;
    try {
      for await (const event of startRun({ recipe: short, retort, ...store, resume: pass > 0, signal: controller.signal })) {
        if (event.kind === 'stage' && event.event.kind === 'step') {
          controller.abort();
        }
        if (event.kind === 'interrupted') {
          interrupted = true;
          if (signal?.aborted === true) yield event;
          continue;
        }
        if (event.kind === 'participant') {
          // Every pass measures again who is finished.
          if (told.has(event.participant.name)) continue;
          told.add(event.participant.name);
        }
        if (pass === 0 || (event.kind !== 'engine' && event.kind !== 'data' && event.kind !== 'seed' && event.kind !== 'stage-done')) {
          yield event.kind === 'done' ? { ...event, folder: undefined } : event;
        }
      }
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    if (!interrupted || signal?.aborted === true) return;
  }
}

function shorten(recipe: Recipe): Recipe {
  const arms = Object.fromEntries(Object.entries(recipe.arms).map(([name, arm]) => [name, { ...arm, training: brief(arm.training) } satisfies ArmSpec]));
  return { ...recipe, seeds: recipe.seeds.slice(0, 1), arms, ...(recipe.teacher === undefined ? {} : { teacher: briefTeacher(recipe.teacher) }) };
}

/** Two epochs of one batch: the first step is saved and resumed from, the second ends the stage. */
function brief(training: TrainingSpec): TrainingSpec {
  return { ...training, epochs: 2, lastBatch: 'keep', evaluateEvery: 1, checkpointEvery: 0, logEvery: 1 };
}

function briefTeacher(teacher: Choice): Choice {
  if (typeof teacher === 'string' || typeof teacher.training !== 'object') return teacher;
  return { ...teacher, training: brief(teacher.training as TrainingSpec) };
}

function largestBatch({ arms, teacher }: Recipe): number {
  const training = typeof teacher === 'object' ? (teacher.training as TrainingSpec | undefined) : undefined;
  return Math.max(...Object.values(arms).map((arm) => arm.training.batch), training?.batch ?? 1);
}
