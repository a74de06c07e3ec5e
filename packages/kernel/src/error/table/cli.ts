// Errors of the command line.
import type { ErrorTable } from '../entry.ts';

export const cliErrors = {
  KD_E_CLI_SETTING: { means: 'A setting of the command line is not path=value.', cure: 'Write it as --set training.epochs=3.' },
  KD_E_CLI_AXIS: { means: 'There is no such axis.', cure: 'Name one of the axes, or none for all.' },
  KD_E_CLI_EXISTS: { means: 'A file to write exists already.', cure: 'Choose another path, or remove the file.' },
} as const satisfies ErrorTable;
