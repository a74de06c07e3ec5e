// Errors of trainer.
import type { ErrorTable } from '../entry.ts';

export const trainerErrors = {} as const satisfies ErrorTable;
