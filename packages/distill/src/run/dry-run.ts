// A rehearsal of a whole run: one batch through every part, in memory. Every stage is stopped after its first step, resumed from
// what was saved, and taken to its end, report included. Nothing stays: what parts of the run write (a cache, a log) stays in memory too.
import { FILES, memoryFiles, overlayFiles } from '@retort/files';
import type { Kernel, Recipe } from '@retort/kernel';
import { type RetortEvent, startRun } from './start-run.ts';

export interface DryRun {
  readonly recipe: Recipe;
  readonly retort: Kernel;
  readonly signal?: AbortSignal;
}

const FOLDER = 'dry-run';

export async function* dryRun({ recipe, retort, signal }: DryRun): AsyncGenerator<RetortEvent, void> {
  const short = { ...recipe, seeds: recipe.seeds.slice(0, 1) };
  const store = { folder: FOLDER, files: memoryFiles(), rehearsal: { files: overlayFiles(retort.container.resolve(FILES)) } };
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
        // Every pass measures again who is finished.
        const about = event.kind === 'participant' ? event.participant.name : event.kind === 'figures' ? `figures of ${event.arm}` : undefined;
        if (about !== undefined && told.has(about)) continue;
        if (about !== undefined) told.add(about);
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
