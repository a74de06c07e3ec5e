// The files of a run folder beside its stages: what was run (run.json), and what came of it (summary.json, evidence.json,
// report.html). A folder belongs to one run; resuming compares before anything is trained.
import { ensureFolder, type FileSystem, writeFileAtomic } from '@retort/files';
import { type Recipe, RetortError, retortError } from '@retort/kernel';
import { parseResolvedRecipe } from '@retort/recipe';
import type { RunDescription, RunEvidence, RunSummary } from '@retort/report';

const RUN = 'run.json';

/** What is in the folder. Throws `KD_E_RUN_MISSING`. */
export async function readDescription(files: FileSystem, folder: string): Promise<RunDescription> {
  const path = `${folder}/${RUN}`;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await files.readFile(path));
  } catch (cause) {
    throw retortError('KD_E_RUN_MISSING', {
      what: 'the run folder',
      expected: `a file ${RUN}`,
      received: RetortError.is(cause) ? cause.code : String(cause),
      where: folder,
      cause,
    });
  }
  const parsed = JSON.parse(text) as RunDescription;
  return { ...parsed, recipe: parseResolvedRecipe(parsed.recipe, { path }) };
}

/** Claims an empty or new folder. Throws `KD_E_RUN_EXISTS`. */
export async function claimFolder(files: FileSystem, folder: string, description: RunDescription): Promise<void> {
  await ensureFolder(files, folder);
  const entries = await files.list(folder);
  if (entries.length > 0)
    throw retortError('KD_E_RUN_EXISTS', {
      what: 'the run folder',
      expected: 'a new or empty folder',
      received: `${entries.length} entries`,
      where: folder,
      action: `Continue it with \`retort resume ${folder}\`, or give another folder.`,
    });
  await writeJson(files, `${folder}/${RUN}`, description);
}

/** Throws `KD_E_RUN_MISMATCH` naming the first difference that would change the numbers. */
export function sameRun(before: RunDescription, now: RunDescription, folder: string): void {
  const facts = (run: RunDescription): Record<string, unknown> => ({
    retort: run.retort,
    engine: run.engine.id,
    backend: run.engine.backend,
    data: run.data.digest,
    plugins: run.plugins.map(({ name, version }) => `${name}@${version}`).sort(),
    recipe: run.recipe as Recipe,
  });
  const [old, fresh] = [facts(before), facts(now)];
  for (const key of Object.keys(old)) {
    const [expected, received] = [JSON.stringify(old[key]), JSON.stringify(fresh[key])];
    if (expected !== received)
      throw retortError('KD_E_RUN_MISMATCH', { what: `${key} of the run`, expected: brief(expected), received: brief(received), where: folder });
  }
}

export async function writeResults(files: FileSystem, folder: string, summary: RunSummary, evidence: RunEvidence): Promise<void> {
  await writeJson(files, `${folder}/summary.json`, summary);
  await writeJson(files, `${folder}/evidence.json`, evidence);
}

async function writeJson(files: FileSystem, path: string, value: object): Promise<void> {
  await writeFileAtomic(files, path, `${JSON.stringify(value, null, 1)}\n`);
}

function brief(text: string | undefined): string {
  return text === undefined ? 'nothing' : text.length > 160 ? `${text.slice(0, 160)}...` : text;
}
