// Reads the data files of a finished run. Nothing is repaired: a missing or damaged file is a coded error.
import { type FileSystem, joinPath, parseJson, readJsonLines, readText } from '@retort/files';
import { RetortError, retortError } from '@retort/kernel';
import type { MetricsLine, RunDescription, RunEvidence, RunSummary } from '../run-files.ts';
import { checkEvidence } from './check-evidence.ts';
import { checkDescription, checkMetricsLine, checkSummary } from './check-run.ts';
import type { Found } from './check-value.ts';

/** Everything a report is made of. */
export interface RunRecord {
  readonly folder: string;
  readonly description: RunDescription;
  readonly summary: RunSummary;
  readonly evidence: RunEvidence;
  readonly metrics: readonly MetricsLine[];
}

const MAX_JSON = 256 * 1024 * 1024;
const MAX_LOG = 1024 * 1024 * 1024;

/**
 * Throws `KD_E_REPORT_MISSING` for a file that is not there, `KD_E_REPORT_DAMAGED` with the place for one that does not hold
 * what it should, `KD_E_REPORT_FORMAT` for one of another version. An incomplete last line of the log is left out.
 */
export async function readRun(files: FileSystem, runFolder: string): Promise<RunRecord> {
  const description = checkDescription(await readJson(files, joinPath(runFolder, 'run.json')));
  const summary = checkSummary(await readJson(files, joinPath(runFolder, 'summary.json')));
  const evidence = checkEvidence(await readJson(files, joinPath(runFolder, 'evidence.json')));
  return { folder: runFolder, description, summary, evidence, metrics: await readMetrics(files, joinPath(runFolder, 'metrics.jsonl')) };
}

async function readJson(files: FileSystem, file: string): Promise<Found> {
  const value = await explained(file, async () => parseJson(await readText(files, file, { maxBytes: MAX_JSON }), 'the file'));
  return { file, path: '', value };
}

async function readMetrics(files: FileSystem, file: string): Promise<readonly MetricsLine[]> {
  const { records } = await explained(file, () => readJsonLines(files, file, { maxBytes: MAX_LOG }));
  return records.map((value, index) => checkMetricsLine({ file: `${file}:${index + 1}`, path: '', value }));
}

/** Tells what a failure of the disk or of the text means for the report; every other error stays what it is. */
async function explained<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (RetortError.is(cause, 'KD_E_FILES_MISSING')) throw retortError('KD_E_REPORT_MISSING', { what: 'a file of the run', where: file, cause });
    if (RetortError.is(cause) && ['KD_E_FILES_JSON', 'KD_E_FILES_TEXT', 'KD_E_FILES_LOG'].includes(cause.code))
      throw retortError('KD_E_REPORT_DAMAGED', {
        what: cause.detail.what,
        received: cause.detail.received ?? 'something else',
        where: cause.detail.where ?? file,
        cause,
      });
    throw cause;
  }
}
