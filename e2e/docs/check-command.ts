// Checks the commands of a `sh` block without running them: retort's are parsed by its own program, npm's scripts must exist.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProgram } from '@retort/cli';
import { root } from './blocks.ts';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly scripts: Readonly<Record<string, string>> };

type Program = ReturnType<typeof createProgram>;

/** What npm brings itself. */
const NPM = ['ci', 'install', 'approve-scripts', 'rebuild'];
const HARMLESS = ['cd', 'git', 'ls', 'cat', 'mkdir'];

/** The commands of a block, without comments; a line that ends in a backslash goes on. */
export function commandsOf(text: string): readonly string[] {
  return text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => line.replace(/(^|\s)#.*/, '').split('&&'))
    .map((command) => command.trim())
    .filter((command) => command !== '');
}

/** What is wrong with the command, or `undefined`. */
export async function problemWith(command: string): Promise<string | undefined> {
  const [program = '', ...rest] = command.split(/\s+/);
  if (program === 'npx' && rest[0] === 'retort') return retortProblem(rest.slice(1));
  if (program === 'retort') return retortProblem(rest);
  if (program === 'npx') return existsSync(join(root, 'node_modules/.bin', rest[0]!)) ? undefined : `npx finds no command "${rest[0]}" here`;
  if (program === 'npm') return npmProblem(rest);
  if (program === 'node') return rest[0]!.startsWith('scripts/') ? fileProblem(rest[0]!) : undefined;
  return HARMLESS.includes(program) ? undefined : `nobody knows "${program}"; a block that cannot be checked says no-run`;
}

function npmProblem([verb = '', name = '']: readonly string[]): string | undefined {
  if (NPM.includes(verb)) return undefined;
  const script = verb === 'run' ? name : verb;
  return script in scripts ? undefined : `package.json has no script "${script}"`;
}

async function retortProblem(words: readonly string[]): Promise<string | undefined> {
  const program = createProgram();
  silenceAll(program);
  try {
    await silent(program).parseAsync([...words], { from: 'user' });
  } catch (error) {
    const { exitCode, message } = error as Error & { readonly exitCode?: number };
    if (exitCode !== 0) return message;
  }
  return words.filter((word) => word.startsWith('recipes/')).map(fileProblem)[0];
}

/** No command of it does anything but parse, at any depth. */
function silenceAll(program: Program): void {
  for (const command of program.commands as Program[]) {
    silent(command);
    if (command.commands.length === 0) command.action(() => undefined);
    else silenceAll(command);
  }
}

function fileProblem(path: string): string | undefined {
  return existsSync(join(root, path)) ? undefined : `there is no file ${path}`;
}

function silent(command: Program): Program {
  return command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
}
