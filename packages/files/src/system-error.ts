// Turns a system's error (ENOSPC, EACCES, ...) into a coded one. Every implementation of the port throws through it.
import { type ErrorCode, RetortError, retortError } from '@retort/kernel';

const CODES: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ['ENOENT', 'KD_E_FILES_MISSING'],
  ['EEXIST', 'KD_E_FILES_EXISTS'],
  ['ENOTEMPTY', 'KD_E_FILES_EXISTS'],
  ['EISDIR', 'KD_E_FILES_KIND'],
  ['ENOTDIR', 'KD_E_FILES_KIND'],
  ['EACCES', 'KD_E_FILES_DENIED'],
  ['EPERM', 'KD_E_FILES_DENIED'],
  ['EROFS', 'KD_E_FILES_DENIED'],
  ['ENOSPC', 'KD_E_FILES_FULL'],
  ['EDQUOT', 'KD_E_FILES_FULL'],
  ['EBUSY', 'KD_E_FILES_BUSY'],
  ['ETXTBSY', 'KD_E_FILES_BUSY'],
  ['EMFILE', 'KD_E_FILES_BUSY'],
  ['ENFILE', 'KD_E_FILES_BUSY'],
  ['EFBIG', 'KD_E_FILES_TOO_LARGE'],
  ['ELOOP', 'KD_E_FILES_PATH'],
  ['EINVAL', 'KD_E_FILES_PATH'],
  ['ENAMETOOLONG', 'KD_E_FILES_PATH'],
  ['ERR_INVALID_ARG_VALUE', 'KD_E_FILES_PATH'],
]);

/** The error to throw when `operation` on `path` failed with `cause`. An error that is coded already is returned as it is. */
export function systemError(cause: unknown, operation: string, path: string): RetortError {
  if (RetortError.is(cause)) return cause;
  const errno = errnoOf(cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  return retortError(CODES.get(errno) ?? 'KD_E_FILES_IO', {
    what: `cannot ${operation} "${path}"`,
    received: message.includes(errno) ? message : `${errno}: ${message}`,
    cause,
  });
}

/** An error as Node.js would throw it, for file systems that are not Node's. */
export function errno(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}

function errnoOf(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
