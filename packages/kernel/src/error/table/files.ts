// Errors of files.
import type { ErrorTable } from '../entry.ts';

export const filesErrors = {
  KD_E_FILES_MISSING: { means: 'A file or folder is not there.', cure: 'Check the path, or create what is missing.' },
  KD_E_FILES_EXISTS: { means: 'Something is already there.', cure: 'Choose another name, or move what is there.' },
  KD_E_FILES_KIND: { means: 'A folder was met where a file was expected, or the other way round.', cure: 'Check the path.' },
  KD_E_FILES_PATH: { means: 'A path cannot be used.', cure: 'Use a shorter path of plain characters, with `/` between its parts.' },
  KD_E_FILES_DENIED: { means: 'The system does not allow this on this path.', cure: 'Change the permissions or the owner, or choose another folder.' },
  KD_E_FILES_FULL: { means: 'The disk or the quota is full.', cure: 'Free some space or choose another folder, then try again.' },
  KD_E_FILES_BUSY: {
    means: 'A file is in use, or too many files are open.',
    cure: 'Close the programs that use it, or raise the limit of open files, then try again.',
  },
  KD_E_FILES_IO: { means: 'The system failed to read or write.', cure: 'Check the disk and the connection to it, then try again.' },
  KD_E_FILES_TOO_LARGE: { means: 'A file is larger than what reads it accepts.', cure: 'Check that it is the file you meant.' },
  KD_E_FILES_TEXT: { means: 'A text file is not UTF-8.', cure: 'Save it as UTF-8.' },
  KD_E_FILES_JSON: {
    means: 'JSON text or a value for it is not acceptable: syntax, a duplicate key, too deep, or not representable.',
    cure: 'Correct what is named.',
  },
  KD_E_FILES_DAMAGED: {
    means: 'A folder is not what its manifest says: a file is missing, extra, truncated or changed.',
    cure: 'Take another copy. What is damaged is never used.',
  },
  KD_E_FILES_FOREIGN: {
    means: 'A folder that should be replaced holds something that Retort did not write.',
    cure: 'Move it away, or choose another folder. Nothing was changed.',
  },
  KD_E_FILES_ESCAPE: {
    means: 'A path in a model folder or manifest leads, or could lead, out of its folder.',
    cure: 'Do not trust this folder. Inside it only plain relative paths to regular files are followed.',
  },
  KD_E_FILES_LOG: { means: 'A line in the middle of a JSON lines file cannot be read.', cure: 'Restore the file, or remove the line that is named.' },
  KD_E_FILES_CLOSED: { means: 'A log or file was used after it was closed.', cure: 'Open it again.' },
  KD_E_FILES_SAFETENSORS: { means: 'A safetensors file or a tensor for one is not valid.', cure: 'Take another copy of the file, or write it again.' },
} as const satisfies ErrorTable;
