// Errors of cli.
import type { ErrorTable } from '../entry.ts';

export const cliErrors = {} as const satisfies ErrorTable;
