// Errors of knowledge.
import type { ErrorTable } from '../entry.ts';

export const knowledgeErrors = {} as const satisfies ErrorTable;
