// Run folder to report.html, in one atomic write: a reader finds the old report or the new one, never half of one.
import { type FileSystem, joinPath, writeFileAtomic } from '@retort/files';
import { readRun } from './read/read-run.ts';

/** Returns the path of the page. Throws `KD_E_REPORT_*` for what it cannot read, before anything is written. */
export async function writeReport(files: FileSystem, runFolder: string): Promise<string> {
  const run = await readRun(files, runFolder);
  // Loaded here: what draws is a third of what a command would load at its start, and needed once at the end.
  const { renderReport } = await import('./render-report.ts');
  const page = renderReport(run);
  const path = joinPath(runFolder, 'report.html');
  await writeFileAtomic(files, path, page);
  return path;
}
