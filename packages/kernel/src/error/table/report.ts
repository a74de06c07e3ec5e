// Errors of report.
import type { ErrorTable } from '../entry.ts';

export const reportErrors = {} as const satisfies ErrorTable;
