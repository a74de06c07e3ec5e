// The files of a run folder beside its stages: what was run (run.json), and what came of it (summary.json, evidence.json,
// report.html). A folder belongs to one run; resuming compares before anything is trained.
import { ensureFolder, type FileSystem, parseJson, parseTemporaryName, readText, writeFileAtomic } from '@retort/files';
import { type Recipe, RetortError, retortError } from '@retort/kernel';
import { parseResolvedRecipe } from '@retort/recipe';
import type { RunDescription, RunEvidence, RunSummary } from '@retort/report';

const RUN = 'run.json';
const MAX_BYTES = 16 << 20;

/** What is in the folder. Throws `KD_E_RUN_MISSING`, or `KD_E_RUN_DAMAGED` where run.json is not what a run writes. */
export async function readDescription(files: FileSystem, folder: string): Promise<RunDescription> {
  const path = `${folder}/${RUN}`;
  const found = await readParsed(files, folder, path);
  if (!isDescription(found))
    throw retortError('KD_E_RUN_DAMAGED', {
      what: RUN,
      expected: 'what a run of this version writes: format 1, engine, data, plugins, recipe',
      received: brief(JSON.stringify(found)),
      where: folder,
    });
  return { ...found, recipe: parseResolvedRecipe(found.recipe, { path }) };
}

async function readParsed(files: FileSystem, folder: string, path: string): Promise<unknown> {
  try {
    return parseJson(await readText(files, path, { maxBytes: MAX_BYTES }), RUN);
  } catch (cause) {
    if (RetortError.is(cause, 'KD_E_FILES_MISSING'))
      throw retortError('KD_E_RUN_MISSING', { what: 'the run folder', expected: `a file ${RUN}`, received: 'nothing there', where: folder, cause });
    if (RetortError.is(cause) && ['KD_E_FILES_JSON', 'KD_E_FILES_TEXT'].includes(cause.code))
      throw retortError('KD_E_RUN_DAMAGED', { what: RUN, received: cause.detail.received ?? 'something else', where: folder, cause });
    throw cause;
  }
}

/** Enough to compare two runs; the recipe is checked on its own. */
function isDescription(value: unknown): value is RunDescription {
  const { format, engine, data, plugins, recipe } = (value ?? {}) as Partial<Record<keyof RunDescription, unknown>>;
  return format === 1 && [engine, data, recipe].every((part) => typeof part === 'object' && part !== null) && Array.isArray(plugins);
}

/** Claims an empty or new folder, or one whose run was killed before it began. Throws `KD_E_RUN_EXISTS`. */
export async function claimFolder(files: FileSystem, folder: string, description: RunDescription): Promise<void> {
  await ensureFolder(files, folder);
  const entries = (await files.list(folder)).filter((name) => parseTemporaryName(name)?.base !== RUN);
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
