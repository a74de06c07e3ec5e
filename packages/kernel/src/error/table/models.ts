// Errors of models.
import type { ErrorTable } from '../entry.ts';

export const modelsErrors = {} as const satisfies ErrorTable;
