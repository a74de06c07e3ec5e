// The error for a file above the reader's cap.
import { type RetortError, retortError } from '@retort/kernel';

export function tooLarge(path: string, size: number, maxBytes: number): RetortError {
  return retortError('KD_E_FILES_TOO_LARGE', { what: `the file "${path}"`, expected: `at most ${maxBytes} bytes`, received: `${size} bytes` });
}
