// Errors for people, or as one JSON line; and the exit code: 1 for a failure, 2 for wrong usage.
import { CommanderError } from 'commander';
import pc from 'picocolors';

interface Coded extends Error {
  readonly code: string;
  readonly detail: object;
}

export function reportFailure(error: unknown, json: boolean): number {
  // Commander has already printed its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const failure = error instanceof Error ? error : new Error(String(error));
  if (json) process.stderr.write(`${JSON.stringify({ kind: 'error', ...summary(failure) })}\n`);
  else process.stderr.write(`${pc.red('error')} ${failure.message}\n${isCoded(failure) ? '' : `${failure.stack ?? ''}\n`}`);
  return 1;
}

function summary(error: Error): object {
  return isCoded(error) ? { code: error.code, message: error.message } : { code: 'KD_E_UNEXPECTED', message: error.message };
}

function isCoded(error: Error): error is Coded {
  return 'code' in error && typeof error.code === 'string' && error.code.startsWith('KD_E_');
}
