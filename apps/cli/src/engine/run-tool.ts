// Runs another program to its end, without a shell: its lines as they come, its output, and a coded error where it fails.
import { spawn } from 'node:child_process';
import { RetortError, retortError } from '@retort/kernel';

export interface ToolCall {
  readonly command: string;
  readonly args: readonly string[];
  /** What it is run for, as errors say it: `compiling the addon`. */
  readonly purpose: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Every line of both outputs. */
  readonly line?: (text: string) => void;
}

export interface ToolEnd {
  /** The exit code; the signal's name where one ended it. */
  readonly code: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is shown of a failed program. */
const LAST_LINES = 12;

/** @throws KD_E_INSTALL_TOOL where it cannot be started, KD_E_INSTALL_STEP where it fails, KD_E_INSTALL_CANCELLED */
export async function runTool(call: ToolCall): Promise<ToolEnd> {
  const end = await endOfTool(call);
  if (end.code === 0) return end;
  throw retortError('KD_E_INSTALL_STEP', {
    what: `${call.purpose}: \`${[call.command, ...call.args].join(' ')}\` ${ending(end)}`,
    received: lastLines(`${end.stdout}\n${end.stderr}`),
  });
}

/** As runTool(), for callers that judge the exit code themselves. */
export function endOfTool({ command, args, purpose, cwd, env, signal, line }: ToolCall): Promise<ToolEnd> {
  return new Promise((resolve, reject) => {
    const cancelled = (): Error => retortError('KD_E_INSTALL_CANCELLED', { what: purpose });
    if (signal?.aborted) return reject(cancelled());
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], signal });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      let open = '';
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk;
        const lines = (open + chunk).split(/\r?\n|\r/);
        open = lines.pop() as string;
        for (const whole of lines) if (whole.trim() !== '') line?.(whole);
      });
    }
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted) return;
      reject(retortError('KD_E_INSTALL_TOOL', { what: `${purpose}: \`${command}\` cannot be started`, received: error.code ?? error.message, cause: error }));
    });
    child.once('close', (code, killedBy) => {
      if (signal?.aborted) reject(cancelled());
      else resolve({ code: code ?? killedBy ?? 1, ...text });
    });
  });
}

/** What a program says of itself; undefined where it is not there, or ends with an error. */
export async function answerOf(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { code, stdout, stderr } = await endOfTool({ command, args, purpose: 'asking what is there' });
    return code === 0 ? `${stdout}\n${stderr}`.trim() : undefined;
  } catch (error) {
    if (RetortError.is(error, 'KD_E_INSTALL_TOOL')) return undefined;
    throw error;
  }
}

export function ending({ code }: ToolEnd): string {
  return typeof code === 'number' ? `ended with ${code}` : `was ended by ${code}`;
}

function lastLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? 'no output' : `\n${lines.slice(-LAST_LINES).join('\n')}\n`;
}
