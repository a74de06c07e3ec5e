// From a recipe to a finished run folder: engine, data, stages, summary, evidence, report. Yields the run's events; the
// last one carries the summary.
import { type DataParts, openData } from '@retort/data';
import { FILES, type FileSystem } from '@retort/files';
import type { Kernel, Recipe } from '@retort/kernel';
import { type RunDescription, type RunEvidence, type RunSummary, type StrategyFigures, writeReport } from '@retort/report';
import { type StartedEngine, startEngine } from '@retort/tensor';
import { fileStore, type Participant, planArms, type RunEvent, runRecipe, saveStudent } from '@retort/trainer';
import { retortVersion } from '../version.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { claimFolder, readDescription, sameRun, writeResults } from './run-folder.ts';
import { summarise } from './summarise.ts';

export interface StartRun {
  readonly recipe: Recipe;
  readonly retort: Kernel;
  /** Where checkpoints, metrics, students and the report go. Without a folder nothing is kept. */
  readonly folder?: string;
  /** Continue what is in the folder. */
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  /** Where the folder lies; the disk of `retort` when absent. */
  readonly files?: FileSystem;
  /** One batch of every stage only, twice: whether the whole run works. Parts of the run that write do so here, in place of the disk of `retort`. */
  readonly rehearsal?: { readonly files: FileSystem };
}

export type RetortEvent =
  | { readonly kind: 'engine'; readonly engine: StartedEngine }
  | { readonly kind: 'data'; readonly description: RunDescription['data']; readonly samples: RunSummary['samples'] }
  | RunEvent
  | { readonly kind: 'done'; readonly summary: RunSummary; readonly evidence: RunEvidence; readonly folder: string | undefined };

export async function* startRun({ recipe, retort, folder, resume = false, signal, rehearsal, ...given }: StartRun): AsyncGenerator<RetortEvent, void> {
  const maker = retort.run();
  if (rehearsal !== undefined) maker.container.provide(FILES, { value: rehearsal.files });
  const files = given.files ?? maker.container.resolve(FILES);
  let engine: StartedEngine | undefined;
  try {
    engine = await startEngine(maker, recipe.engine);
    yield { kind: 'engine', engine };
    // Data that is fetched is kept for the run, a rehearsal or not.
    const dataset = await (rehearsal === undefined ? maker : retort).make('dataset', recipe.data.source, 'data.source').load();
    const parts = openData(dataset, recipe.data, recipe.seeds[0]!);
    const description = describe(recipe, retort, engine, parts, dataset);
    yield { kind: 'data', description: description.data, samples: summarise(recipe.name, [], [], parts).samples };
    // What can be wrong before the first batch is found here: nothing is trained, nothing is written.
    if (!resume) await planArms({ recipe, maker, dataset });
    if (folder !== undefined) {
      if (resume) sameRun(await readDescription(files, folder), description, folder);
      else await claimFolder(files, folder, description);
    }

    const exporter = maker.make('exporter', 'layers');
    const store = folder === undefined ? undefined : await fileStore({ files, folder, exporter });
    const participants: Participant[] = [];
    const figures: StrategyFigures[] = [];
    try {
      const events = runRecipe({
        recipe,
        maker,
        dataset,
        ...(store === undefined ? {} : { store }),
        ...(signal === undefined ? {} : { signal }),
        ...(engine.capture === undefined ? {} : { capture: engine.capture }),
        rehearsal: rehearsal !== undefined,
      });
      for await (const event of events) {
        if (event.kind === 'participant') participants.push(event.participant);
        if (event.kind === 'figures') figures.push({ arm: event.arm, seed: event.seed, figures: event.figures });
        if (event.kind === 'student' && folder !== undefined)
          await saveStudent(files, exporter, event.student, `${folder}/students/${event.arm}/seed-${event.seed}`);
        if (event.kind === 'member' && folder !== undefined)
          await saveStudent(files, exporter, event.student, `${folder}/teachers/${event.member}/seed-${event.seed}`);
        yield event;
        if (event.kind === 'interrupted') return;
      }
    } finally {
      await store?.close();
    }
    const summary = summarise(recipe.name, participants, figures, parts);
    const first = participants.filter(({ seed }) => seed === recipe.seeds[0]);
    const evidence = gatherEvidence(first, parts, recipe.report.temperatures, recipe.report.samples);
    if (folder !== undefined) {
      await writeResults(files, folder, summary, evidence);
      await writeReport(files, folder);
    }
    yield { kind: 'done', summary, evidence, folder };
  } finally {
    await engine?.dispose();
    await maker.dispose();
  }
}

function describe(
  recipe: Recipe,
  retort: Kernel,
  engine: StartedEngine,
  parts: DataParts,
  dataset: { readonly name: string; readonly attribution?: string },
): RunDescription {
  return {
    format: 1,
    retort: retortVersion,
    recipe,
    plugins: retort.plugins.map(({ name, version }) => ({ name, version })),
    engine: { id: engine.id, backend: engine.backend, device: engine.device, why: engine.why },
    data: {
      name: dataset.name,
      digest: parts.digest,
      shape: parts.shape,
      classes: parts.classes,
      ...(dataset.attribution === undefined ? {} : { attribution: dataset.attribution }),
    },
  };
}
