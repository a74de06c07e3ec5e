// `retort engine install`: the native engine, built and checked, with a line for each step. SIGINT and SIGTERM end it and leave nothing.
import pc from 'picocolors';
import { type Installed, type InstallOptions, installEngine } from '../engine/install-engine.ts';

export interface EngineInstallOptions extends Pick<InstallOptions, 'device' | 'tensorflow' | 'from' | 'force'> {
  readonly json: boolean;
}

export async function engineInstall(options: EngineInstallOptions): Promise<void> {
  const { json } = options;
  const cancel = new AbortController();
  const stop = (): void => cancel.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const installed = await installEngine({
      ...options,
      signal: cancel.signal,
      step: (text) => process.stdout.write(json ? `${JSON.stringify({ kind: 'step', text })}\n` : `${pc.bold('-')} ${text}\n`),
      line: (text) => process.stderr.write(`${pc.dim(`  ${text}`)}\n`),
    });
    process.stdout.write(json ? `${JSON.stringify({ kind: 'installed', ...installed })}\n` : text(installed));
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function text({ folder, checked, built }: Installed): string {
  const found = `${checked.device}: loss ${checked.loss.map((value) => value.toFixed(3)).join(' to ')}, gradients within ${checked.error.toExponential(1)}`;
  if (built === undefined) return `${pc.green('works already')}  ${found}\nnothing was installed; --force builds a new one\n`;
  return `${pc.green('installed')}  ${folder}\n  ${built.package}, ${built.compiler}\n  ${built.origin}\n  ${found}\nnext: retort doctor\n`;
}
