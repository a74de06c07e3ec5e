// Errors of files.
import type { ErrorTable } from '../entry.ts';

export const filesErrors = {} as const satisfies ErrorTable;
