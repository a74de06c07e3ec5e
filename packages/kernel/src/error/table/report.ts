// Errors of reading a run folder for its report.
import type { ErrorTable } from '../entry.ts';

export const reportErrors = {
  KD_E_REPORT_MISSING: {
    means: 'A run folder lacks a file that its report is made of; a run writes it when it ends.',
    cure: 'Finish the run with `retort resume FOLDER`, or give the folder of a finished run.',
  },
  KD_E_REPORT_DAMAGED: {
    means: 'A file of a run folder does not hold what a run writes.',
    cure: 'Restore the file, or repeat the run in a new folder: the same recipe gives the same numbers.',
  },
  KD_E_REPORT_FORMAT: {
    means: 'A file of a run folder was written by another version of Retort.',
    cure: 'Make the report with the version that made the run.',
  },
} as const satisfies ErrorTable;
